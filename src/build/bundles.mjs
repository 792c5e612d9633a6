import { build } from "esbuild";
import { root } from "./root.mjs";

/** What Node imports or starts. Modules that they have in common go into further files. */
const ENTRIES = {
  cli: "src/cli.ts",
  worker: "src/execution/worker.ts",
  helper: "src/engine/helper.ts",
  supervisor: "src/program/supervisor.ts",
  index: "src/index.ts",
};

/** Libraries that are CommonJS inside ask for require(). */
const REQUIRE = {
  js: 'import { createRequire as $createRequire } from "node:module"; const require = $createRequire(import.meta.url);',
};

const options = {
  absWorkingDir: root,
  outdir: "dist",
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  minify: true,
  charset: "utf8",
  // LICENSES.txt has the licences of all that is bundled.
  legalComments: "none",
  // ES modules where there are any: what is not used of them is left out.
  mainFields: ["module", "main"],
  logLevel: "warning",
  metafile: true,
};

/** The program imports the command line when it runs, so that it can say why that does not work. */
const COMMAND_LINE = {
  name: "command-line",
  setup: ({ onResolve }) => onResolve({ filter: /^\.\/cli\.ts$/ }, () => ({ path: "./cli.js", external: true })),
};

/** The program, which is one file: where few files can be opened, it still says so. Gives esbuild's metafile. */
async function buildProgram() {
  const { metafile } = await build({ ...options, entryPoints: { lrsweep: "src/bin.ts" }, plugins: [COMMAND_LINE] });
  return metafile;
}

/** The program, the command line, the worker and the library, each quick to start. Gives esbuild's metafiles. */
export async function buildBundles() {
  const program = buildProgram();
  const { metafile } = await build({
    ...options,
    banner: REQUIRE,
    entryPoints: ENTRIES,
    splitting: true,
    // Beside the others: a module finds the worker next to itself, bundled or not.
    chunkNames: "shared-[hash]",
    // Piscina starts threads from a file of its own, and koffi has binaries.
    external: ["piscina", "koffi", "#page", "#echarts", "#bullmq", "#version"],
    sourcemap: "linked",
    sourcesContent: false,
  });
  return [metafile, await program];
}

/** BullMQ has hundreds of small files; as one file of what is used of it, it loads quickly. Gives esbuild's metafiles. */
export async function buildQueue() {
  const { metafile } = await build({
    ...options,
    banner: REQUIRE,
    entryPoints: { bullmq: "src/queue/bullmq.ts" },
    // Of the ways to reach a queue that BullMQ has, the one that is used is ioredis.
    external: ["pg", "pg-format", "redis", "@valkey/valkey-glide", "bullmq-otel"],
    // ioredis tells its errors by the names of their classes.
    keepNames: true,
  });
  return [metafile];
}
