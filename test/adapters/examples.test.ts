import { type SpawnSyncReturns, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert } from "chai";
import { needsPython, needsTorch, python } from "../python.ts";
import { root } from "../root.ts";

const CLI = `${root}dist/lrsweep.js`;
const SCRIPTS = `${root}experiments/scripts`;

type Row = Readonly<Record<string, string>>;

describe("The programs in experiments/scripts", function () {
  this.timeout(180_000);
  const folder = mkdtempSync(join(tmpdir(), "lrsweep-scripts-"));
  const results = join(folder, "results");
  const env = {
    ...process.env,
    PYTHONDONTWRITEBYTECODE: "1",
    PYTHONPATH: `${root}dist/adapters`,
    LRSWEEP_ADAPTER: `${root}dist/adapters/lrsweep.mjs`,
  };

  after(() => rmSync(folder, { recursive: true, force: true }));

  const commandOf = (name: string, program: string, settings: readonly string[]) => [
    CLI,
    "sweep",
    `${SCRIPTS}/${name}.yaml`,
    "--trust-scripts",
    "--output",
    results,
    ...[`script.command=[${JSON.stringify(program)}, ${name}.${name === "waves" ? "mjs" : "py"}]`, ...settings].flatMap(
      (setting) => ["--set", setting],
    ),
  ];
  function succeeded({ status, stdout, stderr }: SpawnSyncReturns<string>): string {
    assert.equal(status, 0, stdout + stderr);
    return stdout;
  }
  const sweep = (...given: Parameters<typeof commandOf>) =>
    succeeded(spawnSync(process.execPath, commandOf(...given), { encoding: "utf8", env }));
  /** What a program prints by hand: "train_loss 4.5" after the last epoch. */
  const byHand = (program: string, file: string) =>
    Number(
      succeeded(spawnSync(program, [`${SCRIPTS}/${file}`], { encoding: "utf8", env }))
        .trim()
        .split(" ")
        .at(-1),
    );

  function rowsOf(name: string, table: string): readonly Row[] {
    const [head = "", ...lines] = readFileSync(join(results, name, table), "utf8")
      .trim()
      .split("\n");
    // Names of variants may have commas, in quotes.
    const cells = (line: string) => [...line.matchAll(/(?:^|,)(?:"([^"]*)"|([^,]*))/g)].map(([, a, b]) => a ?? b ?? "");
    return lines.map((line) => Object.fromEntries(cells(line).map((cell, index) => [cells(head)[index] ?? "", cell])));
  }

  for (const [name, file] of [
    ["cars", "cars.py"],
    ["waves", "waves.mjs"],
  ] as const)
    it(`${file} gives the same figures in a sweep as by hand`, function () {
      if (name === "cars") needsPython(this);
      const program = name === "cars" ? python : process.execPath;
      const whole = byHand(program, file);
      sweep(name, program, ["seeds=[0]", ...(name === "waves" ? ["grid.script.parameters.hidden=[16]"] : [])]);
      const last = rowsOf(name, "runs.csv").find(({ scheduler }) => scheduler === "constant");
      assert.closeTo(Number(last?.final_train_loss), whole, 1e-5 * whole);
    });

  it("digits.py is swept, and goes on after the sweep was killed", async function () {
    needsTorch(this);
    const settings = ["seeds=1", "training.epochs=2", "grid.optimizer.lr=[0.1]"];
    const child = spawn(process.execPath, commandOf("digits", python, settings), { env, stdio: "ignore" });
    const runs = join(results, "digits/runs");
    while (!existsSync(runs)) await new Promise((resolve) => setTimeout(resolve, 50));
    const end = once(child, "exit");
    child.kill("SIGKILL");
    await end;
    sweep("digits", python, settings);
    const rows = rowsOf("digits", "epochs.csv");
    assert.lengthOf(rows, 8);
    const lr = rows.map(({ lr }) => Number(lr));
    assert.deepEqual(lr.slice(0, 6), [0.1, 0.1, 0.1, 0.1, 0.1, 0.05]);
    // OneCycleLR goes by step: up from a 25th, then down to almost nothing.
    assert.closeTo(lr[6] as number, 0.1 / 25, 1e-12);
    assert.isBelow(Number(rows[7]?.lr_end), 1e-5);
    for (const { val_accuracy } of rows.filter(({ epoch }) => epoch === "2")) assert.isAbove(Number(val_accuracy), 0.3);
  });
});
