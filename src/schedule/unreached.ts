import type { PartConfig, PhaseConfig } from "../contracts/config.ts";
import type { PartsOf, Warning } from "../contracts/part.ts";
import type { SchedulerPart, Start } from "../contracts/scheduler.ts";
import { itemAt } from "../numbers/item-at.ts";
import { ticksIn } from "./run-schedule.ts";

/** A scheduler that says which of its values never come into effect, at a place within `scheduler`, the phases being a list. */
interface Reached {
  readonly phase: number;
  /** Within the phase: keys and indices, down to the scheduler. */
  readonly path: readonly string[];
  readonly config: PartConfig;
  readonly unreached: readonly Warning[];
}

/**
 * What the schedulers of a run reach in it.
 * @param phases with every default and total filled in
 * @param perEpoch optimizer steps of an epoch
 * @param base the base rate of each param group
 */
export function* reachedBy(
  phases: readonly PhaseConfig[],
  schedulers: PartsOf<SchedulerPart>,
  perEpoch: number,
  base: readonly number[],
): Generator<Reached> {
  let from = 0;
  for (const [phase, { scheduler, interval, frequency, steps }] of phases.entries()) {
    const window = ticksIn({ from, to: from + steps, interval, frequency }, perEpoch);
    from += steps;
    const unit = frequency > 1 ? "ticks" : (`${interval}s` as const);
    const isFollowed = phase < phases.length - 1;
    const start = { window, isFollowed, unit, base, isFirst: phase === 0, canBeNegative: () => false } as const;
    for (const found of reached(scheduler, start, [], schedulers)) yield { phase, ...found };
  }
}

function* reached(
  config: PartConfig,
  start: Start,
  path: readonly string[],
  schedulers: PartsOf<SchedulerPart>,
): Generator<Omit<Reached, "phase">> {
  const part = schedulers[config.type];
  if (part === undefined) return;
  if (part.unreached !== undefined) yield { path, config, unreached: part.unreached(config, start) };
  if (part.children === undefined) return;
  const { parameter, windows } = part.children;
  const lengths = windows(config, start.window);
  const takeTurns = lengths.some((length) => length < start.window);
  for (const [i, child] of (config[parameter] as readonly PartConfig[]).entries()) {
    const isFollowed = start.isFollowed || (takeTurns && i < lengths.length - 1);
    // In a chain others scale the rate, too, whatever their order.
    const isFirst = start.isFirst && i === 0 && (takeTurns || lengths.length === 1);
    const own = { ...start, window: itemAt(lengths, i), isFollowed, isFirst };
    yield* reached(child, own, [...path, parameter, String(i)], schedulers);
  }
}

/** Whether momentum is set at every step: by each scheduler that takes a turn. */
export const alwaysCycles = (phases: readonly PhaseConfig[], schedulers: PartsOf<SchedulerPart>): boolean =>
  phases.length > 0 && phases.every(({ scheduler }) => cyclesThroughout(scheduler, schedulers));

function cyclesThroughout(config: PartConfig, schedulers: PartsOf<SchedulerPart>): boolean {
  const part = schedulers[config.type];
  if (part === undefined) return false;
  if (part.children === undefined) return part.cycles(config);
  return (config[part.children.parameter] as readonly PartConfig[]).every((child) =>
    cyclesThroughout(child, schedulers),
  );
}
