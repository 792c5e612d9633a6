// Builds dist/: the kernels (AssemblyScript → WebAssembly), the modules (tsc: types checked, one file each, for the tests),
// two bundles (esbuild: the command line and the worker, for a quick start), the pages and the large libraries.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const require = createRequire(import.meta.url);

/** Kernels by the name under which `#kernels` exports their bytes. */
const KERNELS = { machine: "src/engine/kernels/machine.ts", math: "src/engine/kernels/math.ts" };
const BUNDLES = { lrsweep: "src/cli.ts", worker: "src/execution/worker.ts" };
/** What is taken of large libraries, by the name under which it is imported with a # before. */
const LIBRARIES = {
  echarts: { entry: "src/charts/echarts.ts" },
  bullmq: {
    entry: "src/queue/bullmq.ts",
    // Of the ways to reach a queue that BullMQ has, the one that is used is ioredis.
    external: ["pg", "pg-format", "redis", "@valkey/valkey-glide", "bullmq-otel"],
    // ioredis tells its errors by the names of their classes.
    minifyIdentifiers: false,
  },
};
/** Pages by the name under which `#page` exports their script and style. */
const PAGES = { report: "src/page/report", dashboard: "src/dashboard/page" };

/** Libraries that are CommonJS inside ask for require(). */
const REQUIRE = {
  js: 'import { createRequire as $createRequire } from "node:module"; const require = $createRequire(import.meta.url);',
};

/** Compiles one kernel and returns its bytes. Throws with asc's own messages. */
async function compileKernel(name, entry) {
  const { default: asc } = await import("assemblyscript/asc");
  const outFile = `dist/${name}.wasm`;
  const options = ["--enable", "simd", "--runtime", "stub", "-O3", "--converge", "--noAssert", "--importMemory"];
  const { error, stderr } = await asc.main([entry, "--baseDir", root, "--outFile", outFile, ...options]);
  if (error) throw new Error(`asc ${entry}: ${error.message}\n${stderr}`);
  return readFile(`${root}${outFile}`);
}

/** One module with every kernel inside, so that modules and bundles alike find them without a path. */
async function buildKernels() {
  const lines = [];
  for (const [name, entry] of Object.entries(KERNELS)) {
    const bytes = await compileKernel(name, entry);
    lines.push(`export const ${name} = Buffer.from("${bytes.toString("base64")}", "base64");\n`);
  }
  await writeFile(`${root}dist/kernels.js`, lines.join(""));
}

/** Every page's script and style as files, and a module that reads them: as texts in a module they would be compiled. */
async function buildPages() {
  const { build } = await import("esbuild");
  const bundled = { absWorkingDir: root, bundle: true, minify: true, charset: "utf8", logLevel: "warning" };
  const lines = [
    'import { readFileSync } from "node:fs";\n',
    'const text = (name) => readFileSync(new URL("pages/" + name, import.meta.url), "utf8");\n',
  ];
  for (const [name, folder] of Object.entries(PAGES)) {
    const script = { ...bundled, entryPoints: [`${folder}/main.ts`], format: "iife", target: "es2022" };
    await build({ ...script, outfile: `dist/pages/${name}.js` });
    await build({ ...bundled, entryPoints: [`${folder}/style.css`], outfile: `dist/pages/${name}.css` });
    lines.push(`export const ${name} = () => ({ script: text("${name}.js"), style: text("${name}.css") });\n`);
  }
  await writeFile(`${root}dist/page.js`, lines.join(""));
}

/** Libraries of hundreds of small files, each as one file of what is used of it: otherwise they would take long to load. */
async function buildLibraries() {
  const { build } = await import("esbuild");
  const builds = Object.entries(LIBRARIES).map(([name, { entry, ...own }]) =>
    build({
      absWorkingDir: root,
      entryPoints: { [name]: entry },
      outdir: "dist",
      bundle: true,
      minifySyntax: true,
      minifyWhitespace: true,
      minifyIdentifiers: true,
      platform: "node",
      format: "esm",
      target: "node20",
      // ES modules where there are any: what is not used of them is left out.
      mainFields: ["module", "main"],
      logLevel: "warning",
      banner: REQUIRE,
      ...own,
    }),
  );
  await Promise.all(builds);
}

/** SHA-256 over all sources, and over which libraries they are built with: machines that work together compare it. */
async function digestSources() {
  const names = (await readdir(`${root}src`, { recursive: true })).filter((name) => /\.(?:ts|mjs|css)$/.test(name));
  const hash = createHash("sha256");
  for (const path of [...names.map((name) => `src/${name.replaceAll("\\", "/")}`).sort(), "package-lock.json"])
    hash.update(JSON.stringify([path, await readFile(root + path, "utf8")]));
  return hash.digest("hex");
}

async function buildVersion() {
  const { version } = JSON.parse(await readFile(`${root}package.json`, "utf8"));
  const lines = Object.entries({ version, build: await digestSources() }).map(
    ([name, value]) => `export const ${name} = ${JSON.stringify(value)};\n`,
  );
  await writeFile(`${root}dist/version.js`, lines.join(""));
}

function typecheck() {
  const tsc = require.resolve("typescript/package.json").replace("package.json", "bin/tsc");
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [tsc, "--project", root, "--pretty"], { stdio: "inherit" });
    child.on("error", reject);
    child.on("exit", (code) => (code === 0 ? resolve() : reject(new Error("tsc found errors (above)"))));
  });
}

async function bundle() {
  const { build } = await import("esbuild");
  await build({
    absWorkingDir: root,
    entryPoints: BUNDLES,
    outdir: "dist",
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    external: [
      ...["piscina", "koffi", "write-excel-file", "protobufjs", "crc-32", "@inquirer/prompts"],
      ...["#page", ...Object.keys(LIBRARIES).map((name) => `#${name}`)],
    ],
    minifySyntax: true,
    sourcemap: "linked",
    sourcesContent: false,
    logLevel: "warning",
    banner: REQUIRE,
  });
}

/** Builds everything, or throws. The stamp is written last: a build that was cut short counts as none. */
export async function build() {
  await mkdir(`${root}dist`, { recursive: true });
  await rm(`${root}dist/.built`, { force: true });
  // What was compiled from files that are gone must not be run.
  for (const folder of ["src", "test"]) await rm(`${root}dist/${folder}`, { recursive: true, force: true });
  await Promise.all([
    Promise.all([buildKernels(), buildVersion()]).then(bundle),
    buildPages(),
    buildLibraries(),
    typecheck(),
  ]);
  await writeFile(`${root}dist/.built.new`, "");
  await rename(`${root}dist/.built.new`, `${root}dist/.built`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  build().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
