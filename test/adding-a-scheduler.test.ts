import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { appendFileSync, cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { assert } from "chai";
import { readDocument } from "./readme.ts";
import { root } from "./root.ts";

const packageOf = (name: string) => dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
const TSC = join(packageOf("typescript"), "bin/tsc");
const MOCHA = join(packageOf("mocha"), "bin/mocha.js");

/** The page's files: [path, text]. */
const example = [...readDocument("src/schedulers/README.md").matchAll(/^```ts\n\/\/ (\S+)\n([\s\S]*?)^```$/gm)].map(
  ([, path, text]) => [path as string, text as string] as const,
);

describe("the example of a new scheduler in src/schedulers/README.md", () => {
  const house = mkdtempSync(join(tmpdir(), "lrsweep-house-"));
  const run = (...args: string[]): SpawnSyncReturns<string> =>
    spawnSync(process.execPath, args, { cwd: house, encoding: "utf8" });

  before(() => {
    for (const path of [
      "src",
      "test",
      "package.json",
      "tsconfig.json",
      "dist/machine.js",
      "dist/math.js",
      "dist/version.js",
    ])
      cpSync(root + path, join(house, path), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(house, "node_modules"));
  });
  after(() => rmSync(house, { recursive: true, force: true }));

  it("is its file, a line in the index, and its test", () => {
    const paths = example.map(([path]) => path);
    assert.deepEqual(paths, [
      "src/schedulers/HalfLifeLR.ts",
      "src/schedulers/index.ts",
      "test/schedulers/HalfLifeLR.test.ts",
    ]);
    for (const [path, text] of example) {
      if (path.endsWith("index.ts")) appendFileSync(join(house, path), text);
      else writeFileSync(join(house, path), text);
    }
  });

  it("compiles, and passes its test and those of every part", () => {
    writeFileSync(
      join(house, "tsconfig.example.json"),
      JSON.stringify({
        extends: "./tsconfig.json",
        include: [
          "src/schedulers",
          "src/built.d.ts",
          "test/schedulers/HalfLifeLR.test.ts",
          "test/contracts/parts.test.ts",
        ],
      }),
    );
    const compiled = run(TSC, "--project", "tsconfig.example.json");
    assert.equal(compiled.status, 0, compiled.stdout);
    const tests = ["schedulers/HalfLifeLR", "contracts/parts"].map((name) => `dist/test/${name}.test.js`);
    const tested = run(MOCHA, "--no-package", "--no-color", ...tests);
    assert.equal(tested.status, 0, tested.stdout + tested.stderr);
    assert.match(tested.stdout, /✔ with a half-life of 2/);
    assert.match(tested.stdout, /scheduler HalfLifeLR/);
  });
});
