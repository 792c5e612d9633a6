import type { PartConfig, PhaseConfig } from "./config.ts";
import { Misfit, type PartsOf } from "./part.ts";
import type { Build, Memory, Rates, Schedule, SchedulerPart, Tick } from "./scheduler.ts";

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
  /** Of each stretch. */
  readonly bases: readonly Rates[];
  /** Place of the stretch whose memory this is. */
  readonly index: number;
  readonly own: Memory;
}

/**
 * The base rates that each schedule of a composition finds, and what is left after all of them: PyTorch constructs them
 * in order.
 */
export function basesOf(schedules: readonly Schedule[], base: Rates, isFirst = true) {
  let final = base;
  const bases = schedules.map((schedule, i) => {
    const found = final;
    final = schedule.rebase?.(found, isFirst && i === 0) ?? found;
    return found;
  });
  return { bases, final };
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

  const schedules = stretches.map(({ schedule }) => schedule);

  return {
    rebase: (base, isFirst) => basesOf(schedules, base, isFirst).final,
    start(entry) {
      const index = indexAt(0);
      const { bases, final } = basesOf(schedules, entry.base, entry.isFirst);
      const found = { ...entry, base: bases[index] as Rates, isFirst: entry.isFirst !== false && index === 0 };
      // At construction PyTorch takes every rate back to its base, whatever a chain has made of it before.
      const reset = { from: final, last: final, due: final };
      const [rates, own] = at(index).schedule.start(entry.isHandover ? found : { ...found, ...reset });
      return [rates, { bases, index, own } satisfies InTurn];
    },
    next(last, memory, tick) {
      const before = memory as InTurn;
      const index = indexAt(tick.t);
      const [due, mine] = advance(last, before, tick);
      if (index === before.index) return [due, { ...before, own: mine }];
      const base = before.bases[index] as Rates;
      const [rates, own] = at(index).schedule.start({ base, last, due, isHandover: true });
      return [rates, { ...before, index, own }];
    },
  };
}

/** Makes schedules of these parts. */
function builderOf(schedulers: PartsOf<SchedulerPart>): Build {
  const build: Build = (config, window) => {
    const part = schedulers[config.type];
    if (part === undefined) throw new Error(`no scheduler is called ${config.type}`);
    const required = (part.params as { required?: readonly string[] }).required ?? [];
    const missing = required.find((name) => !(name in config));
    if (missing !== undefined) throw new Misfit(missing, `${config.type} needs ${missing}`);
    return part.create(config, window, build);
  };
  return build;
}

/**
 * The schedule of a run; none: a constant rate. Its `start` throws Misfit when a list has not one value for each param
 * group, or when there is no momentum to cycle.
 * @param phases with every default and total filled in, those of compositions' children, too
 * @throws Misfit when a phase's parameters do not go together, or not with its length
 */
export function createSchedule(phases: readonly PhaseConfig[], schedulers: PartsOf<SchedulerPart>): Schedule {
  const build = builderOf(schedulers);
  let from = 0;
  const stretches = phases.map((phase) => {
    const stretch = { from, schedule: build(phase, phase.epochs) };
    from += phase.epochs;
    return stretch;
  });
  const [first, ...others] = stretches;
  if (first === undefined) return constant;
  return others.length === 0 ? first.schedule : inTurn(stretches);
}

/** Every scheduler in the phases with its configuration, a composition before its children. */
export function* schedulersIn(
  configs: readonly PartConfig[],
  schedulers: PartsOf<SchedulerPart>,
): Generator<readonly [SchedulerPart, PartConfig]> {
  for (const config of configs) {
    const part = schedulers[config.type];
    if (part === undefined) continue;
    yield [part, config];
    if (part.children) yield* schedulersIn(config[part.children.parameter] as readonly PartConfig[], schedulers);
  }
}
