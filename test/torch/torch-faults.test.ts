import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { assert } from "chai";
import { needsTorch } from "../python.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { differencesOf, planOfText, sweepInto } from "./ground.ts";

const text = (lines: Readonly<Record<string, string>> = {}) =>
  Object.entries({
    name: "demo",
    data: "{type: linear, features: 4, samples: 200, validation: 0.2, test: 0.2}",
    model: "[{type: Linear, out_features: 8}, Tanh, {type: Linear, out_features: 1}]",
    loss: "MSELoss",
    optimizer: "{type: SGD, lr: 0.05, momentum: 0.9}",
    training: "{epochs: 4, batch_size: 8, engine: torch}",
    ...lines,
  })
    .map(([key, value]) => `${key}: ${value}\n`)
    .join("");

/** Processes of Python that this process started. */
const pythons = (): readonly number[] =>
  spawnSync("pgrep", ["-P", String(process.pid), "-f", "torch/trainer.py"], { encoding: "utf8" })
    .stdout.split("\n")
    .filter((line) => line !== "")
    .map(Number);

describe("engine torch", () => {
  const folders: string[] = [];
  const folder = () => {
    const made = temporaryFolder();
    folders.push(made);
    return made;
  };

  before(function () {
    this.timeout(60_000);
    needsTorch(this);
  });
  after(() => {
    for (const made of folders) rmSync(made, { recursive: true, force: true });
  });

  it("ends runs as our own engine does: diverged and stopped, diverged and recorded, pruned; and measures test rows", async function () {
    this.timeout(120_000);
    const lines = {
      grid: "{optimizer.lr: [0.05, 1.0e-7, 1.0e+30], training.on_divergence: [stop, record]}",
      scheduler: "{type: OneCycleLR, max_lr: 2 * lr}",
      seeds: "2",
      prune: "{type: successive_halving, min_resource: 1, reduction_factor: 2}",
    };
    const own = await sweepInto(folder(), planOfText(text(lines), ["training.engine=auto"]));
    const torch = await sweepInto(folder(), planOfText(text(lines)));
    assert.deepEqual(differencesOf(own, torch), []);
    const statuses = new Set(torch.runs.map((run) => run?.outcome.status));
    assert.includeMembers([...statuses], ["ok", "diverged", "pruned"]);
    for (const [run, other] of torch.runs.entries()) {
      const wanted = own.runs[run]?.outcome.figures.tests;
      assert.deepEqual(Object.keys(other?.outcome.figures.tests ?? {}), Object.keys(wanted ?? {}));
    }
  });

  it("calls a run diverged whose loss explodes, as our own engine does", async function () {
    this.timeout(120_000);
    const lines = {
      model: "[{type: Linear, out_features: 1}]",
      optimizer: "{type: SGD, lr: 0.1}",
      training: "{epochs: 6, batch_size: full, engine: torch}",
      grid: "{optimizer.lr: [0.1, 1.5, 3], training.on_divergence: [stop, record], training.diverged_above: [20, 1000]}",
    };
    const own = await sweepInto(folder(), planOfText(text(lines), ["training.engine=auto"]));
    const torch = await sweepInto(folder(), planOfText(text(lines)));
    const endings = ({ runs }: typeof own) =>
      runs.map((run) => [run?.outcome.status, run?.outcome.figures.epochs] as const);
    assert.deepEqual(endings(torch), endings(own));
    assert.includeDeepMembers(endings(torch), [
      ["ok", 6],
      ["diverged", 3],
      ["diverged", 6],
    ] as never);
    assert.deepEqual(differencesOf(own, torch), []);
  });

  it("tries a run again whose process is killed, loses nothing, and leaves no process and no file behind", async function () {
    this.timeout(120_000);
    const place = folder();
    const plan = planOfText(text({ seeds: "3", retry: "9", training: "{epochs: 400, batch_size: 8, engine: torch}" }));
    let kills = 0;
    const { ending, runs, notices } = await sweepInto(place, plan, {
      onEnded() {
        if (kills++ > 1) return;
        // The next run is in training by then, and for long.
        setTimeout(() => {
          for (const pid of pythons()) process.kill(pid, "SIGKILL");
        }, 100);
      },
    });
    assert.deepEqual(ending, { kind: "done" });
    assert.deepEqual(
      runs.map((run) => run?.outcome.status),
      Array(3).fill("ok"),
    );
    assert.match(notices.join("\n"), /is tried again: the process of Python was ended by SIGKILL/);
    await pause(200);
    assert.deepEqual(pythons(), []);
    assert.isFalse(existsSync(join(place, ".torch")));
  });

  it("goes on after an interruption with what is missing", async function () {
    this.timeout(120_000);
    const place = folder();
    const plan = planOfText(text({ seeds: "5" }));
    const stop = new AbortController();
    const first = await sweepInto(place, plan, { signal: stop.signal, onEnded: () => stop.abort() });
    assert.deepEqual(first.ending, { kind: "interrupted" });
    const kept = first.runs.filter((run) => run !== undefined);
    assert.isAtLeast(kept.length, 1);
    assert.isBelow(kept.length, 5);
    const { runs } = await sweepInto(place, plan);
    assert.lengthOf(
      runs.filter((run) => run?.outcome.status === "ok"),
      5,
    );
    assert.deepEqual(runs[0]?.lines, first.runs[0]?.lines);
  });

  it("keeps the epochs of a run whose time is up", async function () {
    this.timeout(120_000);
    const optimizer = "{type: SGD, lr: 0.001}";
    const lines = { optimizer, training: "{epochs: 4000, batch_size: 1, engine: torch}", timeout: "0.5" };
    const { runs } = await sweepInto(folder(), planOfText(text(lines)));
    assert.strictEqual(runs[0]?.outcome.status, "timeout");
    assert.isAtLeast(runs[0]?.outcome.figures.epochs ?? 0, 1);
  });

  it("ends the sweep with a sentence where Python's PyTorch is gone", async function () {
    this.timeout(60_000);
    const plan = planOfText(text());
    const python = process.env.LRSWEEP_PYTHON;
    process.env.LRSWEEP_PYTHON = join(folder(), "python3");
    try {
      const error = await sweepInto(folder(), plan).then(
        () => undefined,
        (error: unknown) => error,
      );
      assert.match(String(error), /there is no program .*python3/);
    } finally {
      if (python === undefined) delete process.env.LRSWEEP_PYTHON;
      else process.env.LRSWEEP_PYTHON = python;
    }
  });
});
