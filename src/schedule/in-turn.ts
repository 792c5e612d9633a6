import type { PartConfig } from "../contracts/config.ts";
import { Misfit, type PartsOf } from "../contracts/part.ts";
import type { Build, Memory, Rates, Schedule, SchedulerPart, Tick } from "../contracts/scheduler.ts";
import { itemAt } from "../numbers/item-at.ts";

/** A schedule and the tick at which it takes over. */
interface ScheduleFrom {
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
 * The base rates that each schedule of a composition finds when PyTorch constructs them in order, and what is left after
 * all of them: OneCycleLR and CyclicLR put a rate of their own in the place of initial_lr.
 */
export function torchBases(schedules: readonly Schedule[], base: Rates, isFirst = true) {
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
export function inTurn(stretches: readonly ScheduleFrom[]): Schedule {
  const at = (index: number) => itemAt(stretches, index);
  const indexAt = (t: number) => {
    let index = stretches.length - 1;
    while (at(index).from > t) index--;
    return index;
  };
  return {
    asTorchsFirst: () => inTurn(oneTickEarly(stretches)),
    start(entry) {
      const index = indexAt(0);
      const [rates, own] = at(index).schedule.start(entry);
      return [rates, { bases: stretches.map(() => entry.base), index, own } satisfies InTurn];
    },
    next(last, memory, tick) {
      const before = memory as InTurn;
      const { bases } = before;
      const { from, schedule } = at(before.index);
      const [due, mine] = schedule.next(last, before.own, later(tick, from));
      const index = indexAt(tick.t);
      if (index === before.index) {
        return [due, mine === before.own ? memory : ({ bases, index, own: mine } satisfies InTurn)];
      }
      const [rates, own] = at(index).schedule.start({ base: itemAt(bases, index), last, due, isHandover: true });
      return [rates, { bases, index, own } satisfies InTurn];
    },
  };
}

/** A tick as a stretch that begins at `from` counts it. */
function later(tick: Tick, from: number): Tick {
  if (from === 0) return tick;
  const { t, metrics } = tick;
  return metrics === undefined ? { t: t - from } : { t: t - from, metrics };
}

/** PyTorch does not set the counter of a sequence within a sequence back, so that its milestones come a tick early. */
function oneTickEarly(stretches: readonly ScheduleFrom[]): readonly ScheduleFrom[] {
  return stretches.map(({ from, schedule }, i) => ({ from: i === 0 ? from : from - 1, schedule }));
}

/**
 * The same with what PyTorch 2.13 does besides: construction takes every rate back to its base, the bases are those of
 * {@link torchBases}, and a composition in the first place misbehaves (pytorch#196243).
 * @throws Misfit for a composition in a later place, which PyTorch cannot start
 */
export function inTurnAsTorch(stretches: readonly ScheduleFrom[]): Schedule {
  const schedules = stretches.map(({ schedule }) => schedule);
  const later = schedules.findIndex(({ asTorchsFirst }, i) => i > 0 && asTorchsFirst);
  if (later > 0) {
    const remedy = "leave torch_compatible out";
    throw new Misfit(`schedulers.${later}`, "PyTorch cannot start a composition at a milestone", remedy);
  }
  const sequence = inTurn(
    stretches.map(({ from, schedule }, i) => ({ from, schedule: (i === 0 && schedule.asTorchsFirst?.()) || schedule })),
  );
  return {
    asTorchsFirst: () => inTurnAsTorch(oneTickEarly(stretches)),
    rebase: (base, isFirst) => torchBases(schedules, base, isFirst).final,
    start(entry) {
      const { bases, final } = torchBases(schedules, entry.base, entry.isFirst);
      const index = stretches.findLastIndex(({ from }) => from <= 0);
      const found = { ...entry, base: itemAt(bases, index), isFirst: entry.isFirst !== false && index === 0 };
      const reset = { from: final, last: final, due: final };
      const [rates, memory] = sequence.start(entry.isHandover ? found : { ...found, ...reset });
      return [rates, { ...(memory as InTurn), bases } satisfies InTurn];
    },
    next: sequence.next,
  };
}

/** Makes schedules of these parts, of compositions with their children. */
export function builderOf(schedulers: PartsOf<SchedulerPart>): Build {
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

/** Every scheduler among these with its configuration, a composition before its children. */
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
