// Builds dist/: the modules (tsc: types checked, one file each, for the tests),
// the bundles (esbuild: the command line, the worker and the library, for a quick start), and the pages.
import { spawn } from "node:child_process";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { buildAdapters, buildTorch } from "./build/adapters.mjs";
import { buildBundles, buildQueue } from "./build/bundles.mjs";
import { writeLicences } from "./build/licences.mjs";
import { buildPages } from "./build/pages.mjs";
import { root } from "./build/root.mjs";
import { buildSchedulers } from "./build/schedulers.mjs";
import { writeTypes } from "./build/types.mjs";
import { buildVersion } from "./build/version.mjs";

const require = createRequire(import.meta.url);

function typecheck() {
  const tsc = require.resolve("typescript/package.json").replace("package.json", "bin/tsc");
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [tsc, "--project", root, "--pretty"], { stdio: "inherit" });
    child.on("error", reject);
    child.on("exit", (code) => (code === 0 ? resolve() : reject(new Error("tsc found errors (above)"))));
  });
}

const buildFromSources = async () => (await Promise.all([buildBundles(), buildSchedulers()])).flat();

/** Builds everything, or throws. The stamp is written last: a build that was cut short counts as none. */
export async function build() {
  await rm(`${root}dist/.built`, { force: true });
  // What was built from files that are gone must be neither run nor published.
  await rm(`${root}dist`, { recursive: true, force: true });
  await mkdir(`${root}dist/pages`, { recursive: true });
  const [metafiles] = await Promise.all([
    Promise.all([buildFromSources(), buildPages(), buildQueue()]),
    buildVersion(),
    buildTorch(),
    typecheck().then(() => Promise.all([writeTypes(), buildAdapters()])),
  ]);
  await writeLicences(metafiles.flat());
  await writeFile(`${root}dist/.built.new`, "");
  await rename(`${root}dist/.built.new`, `${root}dist/.built`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  build().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
