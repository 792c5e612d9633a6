import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { root } from "./root.mjs";

/** dist/adapters: what a user's program imports, once tsc is through. They are files that one can read and copy. */
export async function buildAdapters() {
  const folder = `${root}dist/adapters`;
  await mkdir(folder, { recursive: true });
  await copyFile(`${root}src/adapters/lrsweep.py`, `${folder}/lrsweep.py`);
  const compiled = await readFile(`${root}dist/src/adapters/lrsweep.js`, "utf8");
  await writeFile(`${folder}/lrsweep.mjs`, compiled.replace(/\n?\/\/# sourceMappingURL=.*/, ""));
}

/** dist/torch: what processes of Python are started with. */
export async function buildTorch() {
  const folder = `${root}dist/torch`;
  await mkdir(folder, { recursive: true });
  await copyFile(`${root}src/torch/trainer.py`, `${folder}/trainer.py`);
}
