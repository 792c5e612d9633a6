import type { PhaseConfig } from "./config.ts";
import type { PartsOf } from "./part.ts";
import type { Memory, Rates, Schedule, SchedulerPart, Tick } from "./scheduler.ts";

/** The rate stays as the optimizer has it. */
export const constant: Schedule = {
  start: ({ base }) => [base, undefined],
  next: (rates, memory) => [rates, memory],
};

/** A schedule and the tick at which it takes over. */
export interface Stretch {
  /** In ticks of the whole, from 0. */
  readonly from: number;
  readonly schedule: Schedule;
}

interface InTurn {
  readonly base: Rates;
  /** Place of the stretch whose memory this is. */
  readonly index: number;
  readonly own: Memory;
}

/**
 * Schedules one after the other, each counting its own ticks from 0: what PyTorch's SequentialLR makes of them.
 * A stretch that begins where the next one does is passed over. What has a metric sees it only in its own stretch.
 * @param stretches in ascending order, the first from 0
 */
export function inTurn(stretches: readonly Stretch[]): Schedule {
  const at = (index: number) => stretches[index] as Stretch;
  const indexAt = (t: number) => stretches.findLastIndex(({ from }) => from <= t);

  const advance = (rates: Rates, { index, own }: InTurn, tick: Tick) =>
    at(index).schedule.next(rates, own, { ...tick, t: tick.t - at(index).from });

  return {
    start(entry) {
      const index = indexAt(0);
      const [rates, own] = at(index).schedule.start(entry);
      return [rates, { base: entry.base, index, own } satisfies InTurn];
    },
    next(last, memory, tick) {
      const before = memory as InTurn;
      const index = indexAt(tick.t);
      const [due, mine] = advance(last, before, tick);
      if (index === before.index) return [due, { ...before, own: mine }];
      const [rates, own] = at(index).schedule.start({ base: before.base, last, due, isHandover: true });
      return [rates, { ...before, index, own }];
    },
  };
}

/**
 * The schedule of a run; none: a constant rate.
 * @param phases with every default and total filled in
 * @throws Misfit when a phase's parameters do not go together, or not with its length
 */
export function createSchedule(phases: readonly PhaseConfig[], schedulers: PartsOf<SchedulerPart>): Schedule {
  if (phases.length === 0) return constant;
  let from = 0;
  const stretches = phases.map((phase) => {
    const part = schedulers[phase.type];
    if (part === undefined) throw new Error(`no scheduler is called ${phase.type}`);
    const stretch = { from, schedule: part.create(phase, phase.epochs) };
    from += phase.epochs;
    return stretch;
  });
  return inTurn(stretches);
}
