// What `npm test` starts: mocha, with a file more at a time than there are cores, the slow ones first.
//
//   node test/run.mjs                   all tests but the long ones
//   node test/run.mjs --long            the long ones
//   node test/run.mjs queue page        every file in a folder of that name, and every file of that name
//   node test/run.mjs --fast [--watch]  what takes about a minute in all; --watch builds and runs again on every change
//
// Any other option goes to mocha: --grep, --reporter, --bail …
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, watch } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));
const mocha = fileURLToPath(new URL("../node_modules/mocha/bin/mocha.js", import.meta.url));

/**
 * What takes a minute and more: faults by the dozen, other programs' own pace, whole builds. `.ci/run` starts these besides. A whole folder
 * ends in a slash.
 */
const LONG = [
  "chaos/",
  "clusters/",
  "adapters/torch",
  "adapters/stock",
  "queue/queue",
  "queue/programs",
  "queue/tls",
  "queue/pytorch",
  "torch/torch-faults",
  "torch/torch-metrics",
  "torch/torch-shipped",
  "golden/record",
  "adding-a-part",
  "package/",
  "commands/export",
  "commands/verify",
  "export/schedule-script",
  "program/children",
  "tables/spreadsheet",
];

/** Of the others, those that start processes, servers or whole sweeps, or compute for seconds. The longest come first, so that none is left alone at the end. */
const SLOW = [
  "experiments",
  "commands/",
  "layers/",
  "execution/session",
  "command-line/invocation",
  "adapters/",
  "queue/",
  "torch/",
  "program/faults",
  "program/sweep",
  "program/resume",
  "golden/",
  "searches/tpe",
  "page/",
  "dashboard/",
  "editor/",
  "docs/",
  "plan/edits",
  "starter/",
  "engine/team",
  "engine/kernels",
  "training/side-by-side",
  "plan/bad-files",
  "plan/advice",
  "plan/own-keys",
  "grid/large-grid",
  "grid/grid.property",
  "library/browser",
  "library/experiment",
  "check/heeded",
  "kernels/same-bits",
  "schema/schema",
  "analysis/golden-statistics",
  "analysis/no-difference",
  "schedulers/resume",
  "results/store",
  "journal/journal",
  "export/compositions",
  "decisions/seeds",
  "readme",
];

/** Entries of both lists that name no file. */
export function idleEntries() {
  const files = testFiles();
  return [...LONG, ...SLOW].filter((start) => !files.some(isIn([start])));
}

const isIn = (list) => (path) => list.some((start) => path.startsWith(start.endsWith("/") ? start : `${start}.`));
export const isLong = isIn(LONG);
export const isFast = (path) => !isLong(path) && !isIn(SLOW)(path);

/** All test files, slow ones first. */
export function testFiles() {
  const found = readdirSync(`${root}dist/test`, { recursive: true }).map((path) => path.replaceAll("\\", "/"));
  const ranked = [...LONG, ...SLOW];
  const rank = (path) => (ranked.findIndex((start) => isIn([start])(path)) + ranked.length + 1) % (ranked.length + 1);
  return found
    .filter((path) => path.endsWith(".test.js"))
    .sort()
    .sort((a, b) => rank(a) - rank(b));
}

/** Whether a file belongs to a suite: its name or one of its folders is the suite's. */
export const isOf = (suite) => (path) =>
  path
    .replace(/\.test\.js$/, "")
    .split("/")
    .includes(suite);

/** Runs a program in the project's folder. Resolves to its exit code. */
function run(args, env = process.env) {
  const child = spawn(process.execPath, args, { cwd: root, stdio: "inherit", env });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? 1));
  });
}

/** Runs these files. What several of them need, such as a sweep, is made once in a folder for this run. */
async function test(files, options) {
  const shared = mkdtempSync(join(tmpdir(), "lrsweep-tests-"));
  const jobs = availableParallelism() + 1; // a test that waits for a process leaves a core idle
  const args = ["--parallel", "--jobs", jobs, ...options, ...files.map((path) => `dist/test/${path}`)];
  try {
    return await run([mocha, ...args.map(String)], { ...process.env, LRSWEEP_TEST_FOLDER: shared });
  } finally {
    rmSync(shared, { recursive: true, force: true });
  }
}

/** Resolves at the next change of a source or a test, when no other has followed for a while. */
function change() {
  const quietMs = 200;
  return new Promise((resolve) => {
    let timer;
    const watchers = ["src", "test"].map((folder) =>
      watch(root + folder, { recursive: true }, () => {
        clearTimeout(timer);
        timer = setTimeout(() => {
          for (const watcher of watchers) watcher.close();
          resolve();
        }, quietMs);
      }),
    );
  });
}

async function main(args) {
  // Suites come first, then mocha's options, which may have words of their own.
  const others = args.filter((arg) => !["--fast", "--long", "--watch"].includes(arg));
  const count = [...others, "-"].findIndex((arg) => arg.startsWith("-"));
  const [suites, options] = [others.slice(0, count), others.slice(count)];
  const chosen = () => {
    const files = testFiles().filter((path) => {
      if (args.includes("--fast")) return isFast(path);
      return suites.length > 0 || isLong(path) === args.includes("--long");
    });
    const unknown = suites.filter((suite) => !files.some(isOf(suite)));
    if (unknown.length > 0) throw new Error(`no test file and no folder of tests is called ${unknown.join(", ")}`);
    return suites.length === 0 ? files : files.filter((path) => suites.some((suite) => isOf(suite)(path)));
  };
  if (!args.includes("--watch")) return test(chosen(), options);
  for (;;) {
    const changed = change();
    if ((await run([`${root}src/build.mjs`])) === 0) await test(chosen(), options);
    console.log("Waiting for a change in src/ or test/ (Ctrl-C ends this) …");
    await changed;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
