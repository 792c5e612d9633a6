// Takes a folder's lock and keeps it until it is killed: node holder.js FOLDER INNER
import { lockFolder } from "../../src/folder/lock.ts";

const [folder = "", inner = ""] = process.argv.slice(2);
try {
  lockFolder(folder, inner, new Date());
  process.send?.("held");
} catch (error) {
  process.send?.(error instanceof Error ? error.name : "failed");
}
setInterval(() => undefined, 1000);
