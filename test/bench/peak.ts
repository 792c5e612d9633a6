// Preloaded into a measured process: leaves its peak memory, in bytes, in the file that PEAK_FILE names.
import { writeFileSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

const file = process.env.PEAK_FILE;
if (isMainThread && file) {
  process.on("exit", () => writeFileSync(file, String(process.resourceUsage().maxRSS * 1024)));
}
