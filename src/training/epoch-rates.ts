import { groupColumn } from "../contracts/groups.ts";
import type { EpochRecord } from "../contracts/record.ts";
import type { Memory, Rates } from "../contracts/scheduler.ts";
import type { EpochRates } from "../engine/figures.ts";
import type { RunSchedule } from "../schedule/run-schedule.ts";

/** The rates of an epoch's steps, and where the schedule stands after the last of them. */
export interface Planned {
  /** For the machine: as they are, or one for each step. */
  readonly rates: EpochRates;
  /** Of the epoch's last step. */
  readonly last: Rates;
  readonly after: readonly [Rates, Memory];
}

/**
 * Lets the schedule tick through the steps of an epoch.
 * @param done optimizer steps done before it
 * @param steps of the epoch
 */
export function planEpoch(
  schedule: RunSchedule,
  current: Rates,
  memory: Memory,
  { done, steps }: { done: number; steps: number },
): Planned {
  if (!schedule.isPerStep) return { rates: forMachine(schedule, current), last: current, after: [current, memory] };
  const lr = current.lr.map(() => new Float32Array(steps));
  const momentum = current.momentum?.map(() => new Float32Array(steps));
  let last = current;
  let after: readonly [Rates, Memory] = [current, memory];
  for (let step = 0; step < steps; step++) {
    last = after[0];
    writeInto(lr, last.lr, step);
    if (momentum && last.momentum) writeInto(momentum, last.momentum, step);
    after = schedule.next(last, after[1], { kind: "step", step: done + step + 1 });
  }
  return { rates: forMachine(schedule, { lr, momentum }), last, after };
}

/** Momentum is the optimizer's own unless the schedule sets it. */
function forMachine({ cycles }: RunSchedule, { lr, momentum }: Rates | EpochRates): EpochRates {
  return cycles ? { lr, momentum } : { lr };
}

/** Overwrites one step of each group. */
function writeInto(groups: readonly Float32Array[], values: readonly number[], step: number): void {
  groups.forEach((group, i) => {
    group[step] = values[i] as number;
  });
}

/** The rate columns of a record. @param first rates of the epoch's first step @param last of its last */
export function ratesOf(first: Rates, last: Rates, groups: readonly string[]): EpochRecord["rates"] {
  const rates: Record<string, number | undefined> = {
    lr: first.lr[0],
    lr_end: last.lr[0],
    momentum: first.momentum?.[0],
  };
  for (const [group, name] of groups.entries()) if (group > 0) rates[groupColumn(name)] = first.lr[group];
  return rates;
}
