import { assert } from "chai";
import type { Json, PartConfig, PhaseConfig } from "../../src/contracts/config.ts";
import { type Rates, type Schedule, type SchedulerPart, totalOutside } from "../../src/contracts/scheduler.ts";
import { builderOf } from "../../src/schedule/in-turn.ts";
import { createRunSchedule } from "../../src/schedule/run-schedule.ts";
import * as schedulers from "../../src/schedulers/index.ts";
import { bind } from "../contracts/bind.ts";
import type { SchedulerSpec } from "../golden.ts";

export const registered: Readonly<Record<string, SchedulerPart>> = schedulers;

/**
 * A part's parameters as the loader hands them on: checked, with defaults and totals filled in, outside a phase list.
 * @throws Error when they are refused
 */
export function resolve({ type, ...parameters }: PartConfig, window = Infinity): PartConfig {
  const part = registered[type];
  if (part === undefined) throw new Error(`no scheduler is called ${type}`);
  const totals: Record<string, Json> = {};
  for (const name of part.totals) totals[name] = totalOutside(part.params, name) ?? window;
  const monitor: Record<string, Json> = part.monitors ? { monitor: "val_loss" } : {};
  const bound = bind(part, type, { ...totals, ...monitor, ...parameters });
  const { children } = part;
  if (children === undefined) return bound;
  const windows = children.windows(bound, window);
  const resolved = (bound[children.parameter] as readonly PartConfig[]).map((child, i) => resolve(child, windows[i]));
  return { ...bound, [children.parameter]: resolved };
}

/** The schedule of one part over the whole run. */
export function build(type: string, parameters: { readonly [name: string]: Json }, window = Infinity): Schedule {
  return builderOf(registered)(resolve({ type, ...parameters }, window), window);
}

/** A phase of so many epochs, as the loader hands it on. */
export function phaseOf(config: PartConfig, epochs: number, window = epochs): PhaseConfig {
  return { scheduler: resolve(config, window), interval: "epoch", frequency: 1, steps: epochs };
}

/** The phases of a run whose epochs are of one step, as a schedule that ticks with them. */
export function createSchedule(phases: readonly PhaseConfig[]): Schedule {
  const run = createRunSchedule(phases, registered, 1);
  return {
    start: ({ base }) => run.start(base),
    next: (rates, memory, { t, metrics = {} }) => run.next(rates, memory, { kind: "epoch", step: t, metrics }),
  };
}

/**
 * Ours of what a golden case gives PyTorch: functions are tables, and several schedulers on one optimizer a chain. A
 * plateau is one of several at most: PyTorch's compositions take none.
 */
export function ours({ type, schedulers, lr_lambda, ...parameters }: SchedulerSpec, isOutermost = true): PartConfig {
  const table = (given: Json) => (given as { values: Json }).values;
  return {
    ...(parameters as { [name: string]: Json }),
    type: type === "Independent" ? "ChainedScheduler" : type,
    ...(schedulers && {
      schedulers: schedulers.map((inner) => ours(inner, false)),
      torch_compatible: isOutermost && (type !== "Independent" || !hasPlateau(schedulers)),
    }),
    ...(lr_lambda !== undefined && {
      lr_lambda: Array.isArray(lr_lambda) ? lr_lambda.map(table) : table(lr_lambda as Json),
    }),
  };
}

const hasPlateau = (schedulers: readonly SchedulerSpec[]) =>
  schedulers.some(({ type }) => type === "ReduceLROnPlateau");

/** The schedule of a golden case. */
export function buildSpec(spec: SchedulerSpec, ticks: number): Schedule {
  const { type, ...parameters } = ours(spec);
  return build(type, parameters, ticks);
}

/**
 * The rates before the first step and after every tick: ticks + 1 of them.
 * @param times the ticks' own numbers, where they are not 1, 2, … (PyTorch's step(epoch))
 */
export function trace(
  schedule: Schedule,
  base: Rates,
  ticks: number,
  metrics: readonly number[] = [],
  times: readonly number[] = [],
): Rates[] {
  let [rates, memory] = schedule.start({ base, last: base, due: base });
  const seen = [rates];
  for (let i = 0; i < ticks; i++) {
    [rates, memory] = schedule.next(rates, memory, { t: times[i] ?? i + 1, metrics: { val_loss: metrics[i] } });
    seen.push(rates);
  }
  return seen;
}

/** The rates of the only param group. */
export function rateTrace(schedule: Schedule, base: number, ticks: number, metrics?: readonly number[]): number[] {
  return trace(schedule, { lr: [base] }, ticks, metrics).map(({ lr }) => lr[0] as number);
}

/** Holds the rates of one scheduler over the whole run, before the first step and after every tick, against these. */
export function assertRates(
  { type, ...parameters }: PartConfig,
  base: number,
  expected: readonly number[],
  metrics?: readonly number[],
): void {
  const ticks = expected.length - 1;
  const found = rateTrace(build(type, parameters, ticks), base, ticks, metrics);
  expected.forEach((rate, t) => {
    assert.closeTo(found[t] as number, rate, 1e-15, `tick ${t}`);
  });
}

/** Stops after `at` ticks, passes rates and memory through structuredClone, and goes on with a schedule made anew. */
export function resumed(make: () => Schedule, base: Rates, metrics: readonly number[], at: number): Rates[] {
  let schedule = make();
  let state = schedule.start({ base, last: base, due: base });
  const seen = [state[0]];
  metrics.forEach((metric, i) => {
    if (i === at) {
      state = structuredClone(state);
      schedule = make();
    }
    state = schedule.next(...state, { t: i + 1, metrics: { val_loss: metric } });
    seen.push(state[0]);
  });
  return seen;
}
