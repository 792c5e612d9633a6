import type { PartConfig, PhaseConfig } from "../contracts/config.ts";
import type { PartsOf } from "../contracts/part.ts";
import { isListPerGroup } from "../contracts/per-group.ts";
import type { Rates, SchedulerPart, Setting } from "../contracts/scheduler.ts";
import { itemAt } from "../numbers/item-at.ts";
import { relationOf } from "./base-rate.ts";
import { builderOf } from "./in-turn.ts";
import { ticksIn } from "./run-schedule.ts";

/** Something allowed that is hardly meant, at a place within `scheduler` (the phases being a list). */
interface ScheduleWarning {
  readonly phase: number;
  /** Within the phase: keys and indices, down to the parameter. */
  readonly path: readonly string[];
  readonly message: string;
  readonly remedy: string | undefined;
}

/**
 * What the schedulers of a run say of their place in it, compositions' children included.
 * @param phases with every default and total filled in
 * @param perEpoch optimizer steps of an epoch
 * @param base the base rate of each param group
 */
export function scheduleWarnings(
  phases: readonly PhaseConfig[],
  schedulers: PartsOf<SchedulerPart>,
  perEpoch: number,
  canBeNegative: Setting["canBeNegative"],
  base: readonly number[],
): readonly ScheduleWarning[] {
  let from = 0;
  return phases.flatMap(({ scheduler, interval, frequency, steps }, phase) => {
    const window = ticksIn({ from, to: from + steps, interval, frequency }, perEpoch);
    from += steps;
    const unit = frequency > 1 ? "ticks" : (`${interval}s` as const);
    const setting = { window, isFollowed: phase < phases.length - 1, unit, canBeNegative } as const;
    return [
      ...warningsOf(scheduler, setting, [], schedulers),
      ...flattened(scheduler, base, [], schedulers),
      ...overridden(scheduler, setting.window, [], schedulers),
      ...belowZero(scheduler, setting, base, schedulers),
    ].map((found) => ({ phase, ...found }));
  });
}

function* warningsOf(
  config: PartConfig,
  setting: Setting,
  path: readonly string[],
  schedulers: PartsOf<SchedulerPart>,
): Generator<Omit<ScheduleWarning, "phase">> {
  const part = schedulers[config.type];
  if (part === undefined) return;
  for (const { parameter, message, remedy } of part.warn?.(config, setting) ?? [])
    yield { path: [...path, parameter], message, remedy };
  if (part.children === undefined) return;
  const { parameter, windows } = part.children;
  const lengths = windows(config, setting.window);
  // Children with the whole window to each tick together; others take turns.
  const takeTurns = lengths.some((length) => length < setting.window);
  for (const [i, child] of (config[parameter] as readonly PartConfig[]).entries()) {
    const isFollowed = setting.isFollowed || (takeTurns && i < lengths.length - 1);
    const own = { ...setting, window: itemAt(lengths, i), isFollowed };
    yield* warningsOf(child, own, [...path, parameter, String(i)], schedulers);
  }
}

/** Schedulers of a chain before one that sets the rate by itself, whatever they have made of it. */
function* overridden(
  config: PartConfig,
  window: number,
  path: readonly string[],
  schedulers: PartsOf<SchedulerPart>,
): Generator<Omit<ScheduleWarning, "phase">> {
  const part = schedulers[config.type];
  if (part?.children === undefined) return;
  const { parameter, windows } = part.children;
  const children = config[parameter] as readonly PartConfig[];
  const lengths = windows(config, window);
  const isTogether = lengths.length > 1 && lengths.every((length) => length === window);
  const last = isTogether ? children.findLastIndex((child) => setsRate(child, window, schedulers)) : -1;
  for (const [i, child] of children.entries()) {
    const own = [...path, parameter, String(i)];
    if (i < last && schedulers[child.type]?.cycles(child) === false)
      yield {
        path: own,
        message: `${child.type} has no effect: ${itemAt(children, last).type} after it sets the rate by itself`,
        remedy: "remove it, or let them follow one another as a list of phases",
      };
    yield* overridden(child, itemAt(lengths, i), own, schedulers);
  }
}

/** Ticks looked at for a rate below 0. */
const MOST_TICKS = 1000;

/** The first tick at which a rate is below 0: such a step climbs the loss. A metric would decide it otherwise. */
function belowZero(
  config: PartConfig,
  { window, unit }: Pick<Setting, "window" | "unit">,
  base: readonly number[],
  schedulers: PartsOf<SchedulerPart>,
): readonly Omit<ScheduleWarning, "phase">[] {
  if (base.length === 0 || window < 1 || schedulers[config.type]?.monitors !== false) return [];
  const given = { lr: base, momentum: base.map(() => 0.9) };
  const isBelow = ({ lr }: Rates) => lr.some((rate) => rate < 0);
  try {
    const schedule = builderOf(schedulers)(config, window);
    let [rates, memory] = schedule.start({ base: given, last: given, due: given });
    for (let t = 0; t < Math.min(window, MOST_TICKS); t++) {
      if (t > 0) [rates, memory] = schedule.next(rates, memory, { t });
      if (!isBelow(rates)) continue;
      const message = `the rate is below 0 in ${unit.replace(/s$/, "")} ${t + 1}`;
      return [{ path: [], message, remedy: "parameters that keep it above 0" }];
    }
  } catch {
    // What needs a metric is not looked at.
  }
  return [];
}

/** Ticks looked at. */
const LOOKED_AT = 20;

/** Whether a scheduler takes no notice of the rate at which it finds the optimizer, at any of its first ticks. */
function setsRate(config: PartConfig, window: number, schedulers: PartsOf<SchedulerPart>): boolean {
  if (window < 1 || schedulers[config.type]?.monitors !== false) return false;
  const base = { lr: [0.1], momentum: [0.9] };
  try {
    const schedule = builderOf(schedulers)(config, window);
    let [rates, memory] = schedule.start({ base, last: base, due: base });
    let [others, memoryOfOthers] = schedule.start({ base, last: base, due: base });
    for (let t = 1; t <= Math.min(window, LOOKED_AT); t++) {
      [rates, memory] = schedule.next(rates, memory, { t });
      [others, memoryOfOthers] = schedule.next({ ...others, lr: [itemAt(others.lr, 0) * 0.7 + 0.01] }, memoryOfOthers, {
        t,
      });
      if (rates.lr[0] !== others.lr[0]) return false;
    }
    return true;
  } catch {
    // What does not suit one param group, or needs a metric, is not looked at.
    return false;
  }
}

/** One value for all param groups in the place of base rates that differ. */
function* flattened(
  config: PartConfig,
  base: readonly number[],
  path: readonly string[],
  schedulers: PartsOf<SchedulerPart>,
): Generator<Omit<ScheduleWarning, "phase">> {
  const part = schedulers[config.type];
  if (part === undefined || base.every((lr) => lr === base[0])) return;
  const top = Math.max(...base);
  for (const [name, schema] of Object.entries(part.params.properties)) {
    const value = config[name];
    if (!relationOf(schema)?.replaces || value === undefined || isListPerGroup(schema, value)) continue;
    const message = `${name} gives every param group the same rate, and theirs are ${base.join(", ")}`;
    const scaled = base.map((lr) => Number((((value as number) * lr) / top).toPrecision(6)));
    const remedy =
      typeof value === "number" ? `${name}: [${scaled.join(", ")}]` : `a list in ${name} for each param group`;
    yield { path: [...path, name], message, remedy };
  }
  if (part.children === undefined) return;
  const { parameter } = part.children;
  for (const [i, child] of (config[parameter] as readonly PartConfig[]).entries())
    yield* flattened(child, base, [...path, parameter, String(i)], schedulers);
}
