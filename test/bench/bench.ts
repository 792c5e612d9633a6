// npm run bench: the figures of the README, each beside what it is compared with, in one run. Medians.
import { spawnSync } from "node:child_process";
import { cpus } from "node:os";
import { openBlas } from "../../src/engine/blas.ts";
import { root } from "../root.ts";
import { type Launch, launch } from "./launcher.ts";
import { median } from "./median.ts";
import { measureUpdates } from "./optimizers.ts";
import { KINDS, tickOf } from "./schedules.ts";
import { GRID, S1, WIDE_GRID } from "./sweeps.ts";
import { measureTraining } from "./train.ts";
import { tapeW1, trainW1 } from "./w1.ts";
import { WORKLOADS } from "./workloads.ts";

const REPEATS = 5;

interface Torch {
  readonly version: string;
  /** W1 in steps a second. */
  readonly w1: number;
  /** S1 in seconds, extrapolated from some of its runs, on two processes. */
  readonly s1: number;
  /** A scheduler's step() in nanoseconds, by its kind. */
  readonly ticks: Readonly<Record<string, number>>;
}

/** The same work by PyTorch, where a python3 (or $LRSWEEP_PYTHON) has it. */
function measureTorch(): Torch | undefined {
  const script = `${root}test/bench/peers.py`;
  const { status, stdout } = spawnSync(process.env.LRSWEEP_PYTHON ?? "python3", [script], { encoding: "utf8" });
  return status === 0 ? (JSON.parse(stdout) as Torch) : undefined;
}

function repeat(run: () => Launch): Launch {
  run();
  const runs = Array.from({ length: REPEATS }, run);
  return { seconds: median(runs.map(({ seconds }) => seconds)), peak: Math.max(...runs.map(({ peak }) => peak)) };
}

const row = (name: string, figure: string, aim: string, peer = "") =>
  console.log(`${name.padEnd(58)} ${figure.padStart(16)}   aim ${aim.padEnd(12)} ${peer}`);

const seconds = (value: number) => `${value.toFixed(2)} s`;
const megabytes = (value: number) => `${Math.round(value / 1e6)} MB`;
const millions = (value: number) => `${(value / 1e6).toFixed(1)} M steps/s`;
const times = (ratio: number) => `${ratio >= 10 ? Math.round(ratio) : ratio.toFixed(1)}×`;

const torch = measureTorch();
console.log(
  `${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}`,
);
console.log(torch ? `PyTorch ${torch.version} beside it` : "no PyTorch here to compare with (set LRSWEEP_PYTHON)");
console.log();

const w1 = tapeW1();
row("W1 in one order", millions(w1), "≥ 20 M", torch && `PyTorch ${times(w1 / torch.w1)} slower`);
row("W1 as whole runs: an order drawn for each epoch, records", millions(trainW1()), "");
for (const [name, workload] of Object.entries(WORKLOADS)) {
  for (const engine of "missing" in openBlas() ? (["wasm"] as const) : (["wasm", "blas"] as const)) {
    const { rate, firstStep } = measureTraining(workload, engine);
    const figure = `${Math.round(rate)} ${workload.unit}/s`;
    row(
      `${name} ${workload.title.slice(0, 44)}, ${engine}`,
      figure,
      "",
      `${firstStep.toFixed(1)} ms to the first step`,
    );
  }
}
const s1 = repeat(() => launch("sweep", S1));
row(
  "S1 1000 runs, whole command",
  seconds(s1.seconds),
  "≤ 1.5 s",
  torch && `PyTorch ${times(torch.s1 / s1.seconds)} slower`,
);
row("S1 peak memory", megabytes(s1.peak), "≤ 250 MB");
const grid = repeat(() => launch("check", GRID));
row("check of 100 000 runs (10 000 variants × 10 seeds)", seconds(grid.seconds), "≤ 2 s");
const wide = repeat(() => launch("check", WIDE_GRID));
row("check of 100 000 runs (100 000 variants)", seconds(wide.seconds), "≤ 2 s");
for (const [kind, { aim }] of Object.entries(KINDS)) {
  const peer = torch && `PyTorch's step(): ${Math.round(torch.ticks[kind] ?? Number.NaN)} ns`;
  row(`tick: ${kind}`, `${tickOf(kind).toFixed(0)} ns`, `≤ ${aim} ns`, peer);
}
for (const { name, bytes, update, copy } of measureUpdates()) {
  const aim = { SGD: "≥ 0.7", Adam: "≥ 0.5" }[name] ?? "";
  row(
    `update of 4 M parameters: ${name}`,
    `${(bytes / update / 1e9).toFixed(1)} GB/s`,
    aim,
    `${(copy / update).toFixed(2)} of a copy`,
  );
}
