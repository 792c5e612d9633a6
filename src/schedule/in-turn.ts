import type { PartConfig } from "../contracts/config.ts";
import { Misfit, type PartsOf } from "../contracts/part.ts";
import type { Build, Memory, Rates, Schedule, SchedulerPart, Tick } from "../contracts/scheduler.ts";

/** A schedule and the tick at which it takes over. */
interface ScheduleFrom {
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
export function inTurn(stretches: readonly ScheduleFrom[]): Schedule {
  const at = (index: number) => stretches[index] as (typeof stretches)[number];
  const indexAt = (t: number) => {
    let index = stretches.length - 1;
    while (at(index).from > t) index--;
    return index;
  };
  return {
    start(entry) {
      const index = indexAt(0);
      const [rates, own] = at(index).schedule.start(entry);
      return [rates, { base: entry.base, index, own } satisfies InTurn];
    },
    next(last, memory, tick) {
      const before = memory as InTurn;
      const { base } = before;
      const { from, schedule } = at(before.index);
      const [due, mine] = schedule.next(last, before.own, later(tick, from));
      const index = indexAt(tick.t);
      if (index === before.index) {
        return [due, mine === before.own ? memory : ({ base, index, own: mine } satisfies InTurn)];
      }
      const [rates, own] = at(index).schedule.start({ base, last, due, isHandover: true });
      return [rates, { base, index, own } satisfies InTurn];
    },
  };
}

/** A tick as a stretch that begins at `from` counts it. */
function later(tick: Tick, from: number): Tick {
  if (from === 0) return tick;
  const { t, metrics } = tick;
  return metrics === undefined ? { t: t - from } : { t: t - from, metrics };
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
