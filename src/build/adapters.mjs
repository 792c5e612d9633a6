import { copyFile, mkdir } from "node:fs/promises";
import { root } from "./root.mjs";

/** dist/adapters: what a user's program imports. They are files that one can read and copy. */
export async function buildAdapters() {
  const folder = `${root}dist/adapters`;
  await mkdir(folder, { recursive: true });
  await copyFile(`${root}src/adapters/lrsweep.py`, `${folder}/lrsweep.py`);
}
