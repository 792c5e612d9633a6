import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert } from "chai";
import { root } from "../root.ts";

const biome = createRequire(import.meta.url).resolve("@biomejs/biome/bin/biome");

const BAD = [
  "Math.pow(2, 3)",
  "2 ** 3",
  "(x **= 2)",
  "[1, 2].map(Math.log1p)",
  "Math.random()",
  "Math.hypot(Math.floor(3.5), 4)",
  'Math["cos"](1)',
  "globalThis.Math.tanh(1)",
  "(({ exp }) => exp(1))(Math)",
];
const GOOD = ["Math.sqrt(2) * Math.PI", "Math.max(Math.abs(x), Math.floor(0.5))", "x *= 2"];

interface Lint {
  readonly diagnostics: readonly {
    readonly message: string;
    readonly location: { path: string; start: { line: number } };
  }[];
}

/** Runs biome, as configured here, over a folder of its own. */
async function lint(files: Readonly<Record<string, string>>): Promise<Lint["diagnostics"]> {
  const folder = await mkdtemp(join(tmpdir(), "exact-math-"));
  try {
    await mkdir(join(folder, "src/numbers"), { recursive: true });
    for (const name of ["biome.json", ".gitignore", "src/numbers/exact-math.grit"]) {
      await copyFile(join(root, name), join(folder, name));
    }
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    const output = await new Promise<string>((resolve) => {
      const options = ["lint", "--reporter=json", "--only=plugin", "--max-diagnostics=100"];
      execFile(process.execPath, [biome, ...options], { cwd: folder }, (_, stdout) => resolve(stdout));
    });
    return (JSON.parse(output) as Lint).diagnostics;
  } finally {
    await rm(folder, { recursive: true });
  }
}

const text = (expressions: readonly string[]) =>
  ["let x = 1;", ...expressions.map((expression) => `x = ${expression};`)].join("\n");

describe("exact-math.grit", () => {
  it("refuses what V8 rounds as it likes, however it is written", async () => {
    const found = await lint({ "src/bad.ts": text(BAD) });
    const lines = new Set(found.map(({ location }) => location.start.line));
    assert.sameMembers(
      [...lines],
      BAD.map((_, index) => index + 2),
    );
    for (const { message } of found) assert.include(message, "src/numbers/math.ts");
  });

  it("allows what is exact", async () => {
    assert.deepEqual(await lint({ "src/good.ts": text(GOOD) }), []);
  });
});
