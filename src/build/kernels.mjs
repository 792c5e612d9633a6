import { readFile, writeFile } from "node:fs/promises";
import { root } from "./root.mjs";

/** AssemblyScript sources by the name under which they are imported with a # before. */
const KERNELS = {};

/** Compiles AssemblyScript to WebAssembly and returns its bytes. Throws with asc's own messages. */
async function compile(name, entry) {
  const { default: asc } = await import("assemblyscript/asc");
  const outFile = `dist/${name}.wasm`;
  const options = ["--enable", "simd", "--runtime", "stub", "-O3", "--converge", "--noAssert", "--importMemory"];
  const { error, stderr } = await asc.main([entry, "--baseDir", root, "--outFile", outFile, ...options]);
  if (error) throw new Error(`asc ${entry}: ${error.message}\n${stderr}`);
  return readFile(`${root}${outFile}`);
}

/** One module for each, with the bytes inside: modules, bundles and browsers find them without a path. */
export async function buildKernels() {
  for (const [name, entry] of Object.entries(KERNELS)) {
    const base64 = (await compile(name, entry)).toString("base64");
    // Buffer would be shorter, but browsers have none.
    const bytes = `Uint8Array.from(atob("${base64}"), (character) => character.charCodeAt(0))`;
    await writeFile(`${root}dist/${name}.js`, `export const ${name} = ${bytes};\n`);
  }
}
