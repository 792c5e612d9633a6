// The number of tests by area, without running any: `npm run test:count`. An area is a folder of test/.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { testFiles } from "./run.mjs";

const root = fileURLToPath(new URL("../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "lrsweep-count-"));
const output = join(folder, "tests.json");
try {
  const mocha = [`${root}node_modules/mocha/bin/mocha.js`, "--dry-run", "--reporter", "json"];
  const files = testFiles().map((path) => `dist/test/${path}`);
  const run = spawnSync(process.execPath, [...mocha, "--reporter-option", `output=${output}`, ...files], {
    cwd: root,
    encoding: "utf8",
  });
  if (run.status !== 0) throw new Error(run.stderr || run.stdout);
  const { tests } = JSON.parse(readFileSync(output, "utf8"));
  const counts = new Map();
  for (const { file } of tests) {
    const [area, ...inner] = file.slice(`${root}dist/test/`.length).split("/");
    const name = inner.length === 0 ? "test" : area;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  for (const [area, count] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1))) console.log(`${area} ${count}`);
  console.log(`all ${tests.length}`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
