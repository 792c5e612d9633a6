import type { Json } from "../../src/definition/config.ts";
import { inTurn } from "../../src/definition/phases.ts";
import { type Rates, type Schedule, type SchedulerPart, totalOutside } from "../../src/definition/scheduler.ts";
import * as schedulers from "../../src/schedulers/index.ts";
import { bind } from "../definition/bind.ts";
import type { SchedulerSpec } from "../golden.ts";

export const registered: Readonly<Record<string, SchedulerPart>> = schedulers;

/** A part with its parameters checked and totals filled in, outside a phase list. Throws when they are refused. */
export function build(type: string, parameters: { readonly [name: string]: Json }, window = Infinity): Schedule {
  const part = registered[type];
  if (part === undefined) throw new Error(`no scheduler is called ${type}`);
  const totals: Record<string, number> = {};
  for (const name of part.totals) totals[name] = totalOutside(part.params, name) ?? window;
  const monitor = part.monitors ? { monitor: "val_loss" } : {};
  return part.create(bind(part, type, { ...totals, ...monitor, ...parameters }), window);
}

/** What PyTorch builds from a golden case's `scheduler`, in ours. */
export function buildSpec(
  { type, schedulers = [], milestones = [], ...parameters }: SchedulerSpec,
  ticks: number,
): Schedule {
  if (type !== "SequentialLR") return build(type, parameters as { [name: string]: Json }, ticks);
  const starts = [0, ...milestones];
  return inTurn(
    schedulers.map((spec, index) => {
      const from = starts[index] as number;
      return { from, schedule: buildSpec(spec, (starts[index + 1] ?? ticks) - from) };
    }),
  );
}

/** The types in a spec, compositions included. */
export function typesIn({ type, schedulers = [] }: SchedulerSpec): string[] {
  return [type, ...schedulers.flatMap(typesIn)];
}

/** The rates before the first step and after every tick: ticks + 1 of them. */
export function trace(schedule: Schedule, base: Rates, ticks: number, metrics: readonly number[] = []): Rates[] {
  let [rates, memory] = schedule.start({ base, last: base, due: base });
  const seen = [rates];
  for (let t = 1; t <= ticks; t++) {
    [rates, memory] = schedule.next(rates, memory, { t, metrics: { val_loss: metrics[t - 1] } });
    seen.push(rates);
  }
  return seen;
}

/** The rates of the only param group. */
export function rateTrace(schedule: Schedule, base: number, ticks: number, metrics?: readonly number[]): number[] {
  return trace(schedule, { lr: [base] }, ticks, metrics).map(({ lr }) => lr[0] as number);
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
