import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { assert } from "chai";
import { type Running, start } from "../commands/process.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import type { Damage } from "./report.ts";

/** Some 300 runs of a few milliseconds; some diverge, some are the same as others. */
const EXPERIMENT = `
data: {type: linear, features: 10, samples: 200, noise: 0.1}
model: [{type: Linear, out_features: 64}, ReLU, {type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: SGD, lr: 0.1}
training: {epochs: 60, batch_size: 8}
seeds: 20
grid:
  optimizer.lr: [0.001, 0.01, 0.1, 10]
  scheduler:
    constant: null
    step: {type: StepLR, step_size: 10}
    same: {type: StepLR, step_size: 10, gamma: 0.1}
    plateau: {type: ReduceLROnPlateau, patience: 2}
`;

const CSVS = ["epochs.csv", "runs.csv", "summary.csv"] as const;

/** A folder with an experiment, and what an undisturbed sweep of it gives. */
export class Ground {
  readonly home = temporaryFolder();
  readonly file = join(this.home, "demo.yaml");
  #reference: ReadonlyMap<string, string> = new Map();
  /** Of the undisturbed sweep, from start to end. */
  seconds = 0;

  async prepare(): Promise<void> {
    writeFileSync(this.file, EXPERIMENT);
    const started = performance.now();
    const output = join(this.home, "undisturbed");
    assert.include(await this.sweep(output).end, { code: 0 });
    this.seconds = (performance.now() - started) / 1000;
    this.#reference = readCsvs(output);
  }

  /** Where a fault's sweep writes; new for each fault. */
  folder(fault: string): string {
    return join(this.home, fault.replaceAll(/\W+/g, "-"));
  }

  sweep(output: string, options: readonly string[] = [], node: readonly string[] = []): Running {
    return start(["sweep", this.file, "--output", output, "--concurrency", "2", ...options], { node });
  }

  /** Lets a sweep go to its end, and compares its files with the undisturbed ones byte for byte. */
  async resume(output: string): Promise<Damage & { readonly text: string }> {
    const { code, text } = await this.sweep(output).end;
    assert.strictEqual(code, 0, text);
    return { ...this.compare(output), text };
  }

  /** Holds a finished sweep's files against the undisturbed ones, byte for byte. */
  compare(output: string): Damage {
    const found = readCsvs(output);
    const damages = [...this.#reference].map(([name, lines]) => compare(lines, found.get(name) ?? ""));
    const sum = (count: (damage: Damage) => number) => damages.reduce((total, damage) => total + count(damage), 0);
    const damage = { lost: sum(({ lost }) => lost), doubled: sum(({ doubled }) => doubled) };
    assert.deepEqual(damage, { lost: 0, doubled: 0 });
    for (const name of CSVS) assert.strictEqual(found.get(name) === this.#reference.get(name), true, name);
    return damage;
  }

  /** Waits until a sweep has trained some runs. @param runs that have ended */
  async untilTraining(output: string, runs = 1): Promise<void> {
    const journal = join(output, "demo/.journal/runs");
    for (let i = 0; i < 6000; i++) {
      if (existsSync(journal) && readFileSync(journal, "utf8").split(" run ").length > runs) return;
      await setTimeout(10);
    }
    throw new Error("nothing was trained within a minute");
  }

  /** Whether some runs were trained, and no result is there. */
  isHalfDone(output: string): boolean {
    const journal = join(output, "demo/.journal/runs");
    const hasRuns = existsSync(journal) && readFileSync(journal, "utf8").includes(" run ");
    return hasRuns && !existsSync(join(output, "demo/epochs.csv"));
  }

  clear(output: string): void {
    rmSync(output, { recursive: true, force: true });
  }

  [Symbol.dispose](): void {
    this.clear(this.home);
  }
}

/** To be preloaded: a clock that jumps back and forth by a day each time it is read. */
const JUMP = `
const now = Date.now;
let n = 0;
const wild = () => now() + (n++ % 2 ? -864e5 : 864e5);
globalThis.Date = class extends Date {
  constructor(...args) { super(...(args.length ? args : [wild()])); }
  static now() { return wild(); }
};`;
export const WILD_CLOCK = ["--import", `data:text/javascript,${encodeURIComponent(JUMP)}`];

function readCsvs(output: string): ReadonlyMap<string, string> {
  return new Map(CSVS.map((name) => [name, readFileSync(join(output, "demo", name), "utf8")]));
}

function compare(expected: string, found: string): Damage {
  const counts = new Map<string, number>();
  for (const line of expected.split("\n")) counts.set(line, (counts.get(line) ?? 0) + 1);
  for (const line of found.split("\n")) counts.set(line, (counts.get(line) ?? 0) - 1);
  const missing = [...counts.values()];
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  return { lost: sum(missing.filter((n) => n > 0)), doubled: -sum(missing.filter((n) => n < 0)) };
}
