import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { PartConfig } from "../../src/contracts/config.ts";
import { createRunSchedule } from "../../src/schedule/run-schedule.ts";
import * as schedulers from "../../src/schedulers/index.ts";
import { resolve } from "../schedulers/trace.ts";
import { median } from "./median.ts";

const SELF = fileURLToPath(import.meta.url);
const TICKS = 20_000;
const REPEATS = 101;

const warmUp: PartConfig = { type: "LinearLR", total_iters: 1000 };
const decay: PartConfig = { type: "ExponentialLR", gamma: 0.9999 };
const inner: PartConfig = { type: "SequentialLR", milestones: [1000], schedulers: [warmUp, decay] };
const half: PartConfig = { type: "ConstantLR", factor: 0.5, total_iters: 2000 };
const chain: PartConfig = { type: "ChainedScheduler", schedulers: [inner, half] };
const nested: PartConfig = { type: "SequentialLR", milestones: [500], schedulers: [warmUp, chain] };

interface Kind {
  readonly config: PartConfig;
  /** In nanoseconds. */
  readonly aim: number;
}

/** One that goes on from the current rate, one that reads nothing but the tick, and one of three levels. */
export const KINDS: Readonly<Record<string, Kind>> = {
  StepLR: { config: { type: "StepLR", step_size: 1000, gamma: 0.99 }, aim: 50 },
  CosineAnnealingWarmRestarts: { config: { type: "CosineAnnealingWarmRestarts", T_0: 5000 }, aim: 50 },
  "Sequential of Chained of Sequential": { config: nested, aim: 250 },
};

/** Nanoseconds of a tick, one param group, through the schedule that trains. Median. */
function measure(config: PartConfig): number {
  const phase = { scheduler: resolve(config, TICKS), interval: "step", frequency: 1, steps: TICKS } as const;
  const schedule = createRunSchedule([phase], schedulers, TICKS);
  const once = () => {
    let state = schedule.start({ lr: [0.1] });
    const started = performance.now();
    for (let step = 1; step <= TICKS; step++) state = schedule.next(state[0], state[1], { kind: "step", step });
    const ended = performance.now();
    if (!Number.isFinite(state[0].lr[0])) throw new Error("the rate is not finite");
    return ((ended - started) * 1e6) / TICKS;
  };
  for (let warm = 0; warm < REPEATS; warm++) once();
  return median(Array.from({ length: REPEATS }, once));
}

/** The same in a process of its own: code that has seen other schedulers is slower, and which ones is up to chance. */
export function tickOf(kind: string): number {
  const { status, stdout, stderr } = spawnSync(process.execPath, [SELF, kind], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return Number(stdout);
}

if (process.argv[1] === SELF) console.log(measure((KINDS[process.argv[2] ?? ""] as Kind).config));
