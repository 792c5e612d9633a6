import type { TObject, TProperties } from "typebox";
import type { Interval, Json, PartConfig } from "./config.ts";
import type { ReadFile } from "./dataset.ts";
import { idling, Misfit, type PartDefinition, type Resolved, resolved, type Warning } from "./part.ts";
import { type OfGroup, ofGroups } from "./per-group.ts";
import {
  type GroupValues,
  type Rates,
  type Schedule,
  type SchedulerPart,
  type Setting,
  type Start,
  type TorchLeaf,
  totalsOf,
  withLr,
} from "./scheduler.ts";

/** What every scheduler says of itself. */
export interface Definition<P extends TProperties> extends PartDefinition<P> {
  readonly startsFrom?: "last" | "due";
  /** Default: "epoch". */
  readonly interval?: Interval;
  /** See SchedulerPart.warn. */
  readonly warn?: (params: Resolved<P>, setting: Setting) => readonly Warning[];
  /** See SchedulerPart.unreached. */
  readonly unreached?: (params: Resolved<P>, start: Start) => readonly Warning[];
  /** What PyTorch's constructor writes into a param group, such as swa_lr; see {@link TorchLeaf}. */
  readonly keeps?: (params: OfGroup<Resolved<P>>) => Readonly<Record<string, number>>;
  /** The parameters with what is in the param group in their place. */
  readonly found?: (params: OfGroup<Resolved<P>>, kept: Readonly<Record<string, number>>) => OfGroup<Resolved<P>>;
  /** See {@link TorchLeaf}. */
  readonly countsSteps?: boolean;
  readonly beginsAtInitial?: boolean;
  /** The parameters with what they only point to in its place; see {@link SchedulerPart.settle}. */
  readonly settle?: (params: Resolved<P>, readFile: ReadFile, window: number) => Readonly<Record<string, Json>>;
}

/** A schedule and its demands. Throws Misfit when the parameters do not go together, or not with the window (in ticks). */
type Check<P extends TProperties> = (params: Resolved<P>, window: number) => void;

/** What a one-rate formula finds at its first tick: one param group. */
interface FirstContext {
  /** The group's own base rate. */
  readonly base: number;
  /** What a schedule scales: the base rate, or in a chain what the schedulers before have set. */
  readonly from: number;
  /** The rate of the step before. */
  readonly last: number;
  /** Whether a predecessor ran before. */
  readonly isHandover: boolean;
}

/** What a one-rate formula sees at each later tick. */
interface RateContext {
  /** The group's current rate. */
  readonly rate: number;
  /** The group's own base rate. */
  readonly base: number;
  readonly t: number;
}

/** The parameters of each group, worked out once. */
function remembered<P extends TProperties>(params: TObject<P>, own: Resolved<P>) {
  let known: readonly OfGroup<Resolved<P>>[] = [];
  return (groups: number) => {
    if (known.length !== groups) known = ofGroups(params, own, groups);
    return known;
  };
}

type ParamsOf<P extends TProperties> = (groups: number) => readonly OfGroup<Resolved<P>>[];

/** As their map, whose own type makes the compiler work out what parameters there could be: that takes it seconds. */
function mapGroups<P extends TProperties, T>(
  all: readonly OfGroup<Resolved<P>>[],
  visit: (of: OfGroup<Resolved<P>>, group: number) => T,
): T[] {
  const mapped: T[] = [];
  for (const [group, of] of all.entries()) mapped.push(visit(of, group));
  return mapped;
}

/** A schedule that reads its parameters by param group, and what PyTorch makes of it. */
function inGroups<P extends TProperties>(
  { params, keeps, found, countsSteps = false, beginsAtInitial = false, startsFrom }: Definition<P>,
  own: Resolved<P>,
  make: (paramsOf: ParamsOf<P>) => Schedule,
): Schedule {
  const paramsOf = remembered<P>(params, own);
  const schedule = make(paramsOf);
  const written = (groups: number) =>
    mapGroups<P, Readonly<Record<string, number>>>(paramsOf(groups), (of) => keeps?.(of) ?? {});
  const torch: TorchLeaf = {
    kind: "leaf",
    // One for each param group or one for all: the names are the same.
    keeps: Object.keys(keeps?.(own as OfGroup<Resolved<P>>) ?? {}),
    kept: (groups) => columnsOf(written(groups)),
    as: (kept) =>
      found
        ? make((groups) =>
            mapGroups<P, OfGroup<Resolved<P>>>(paramsOf(groups), (of, group) => found(of, rowOf(kept, group))),
          )
        : schedule,
    countsSteps,
    beginsAtInitial,
    ...(startsFrom && { startsFrom }),
  };
  return { ...schedule, torch };
}

const columnsOf = (rows: readonly Readonly<Record<string, number>>[]): GroupValues =>
  Object.fromEntries(Object.keys(rows[0] ?? {}).map((key) => [key, rows.map((row) => row[key] as number)]));

const rowOf = (columns: GroupValues, group: number): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(columns).map(([key, values]) => [key, values[group] as number]));

const settling =
  <P extends TProperties>(settle: Required<Definition<P>>["settle"]): Required<SchedulerPart>["settle"] =>
  (config, readFile, window) => ({ type: config.type, ...settle(resolved<P>(config), readFile, window) });

/** What all kinds of definitions have in common. */
export const common = <P extends TProperties>(definition: Definition<P>) => {
  const {
    description,
    source,
    use,
    params,
    interval = "epoch",
    settle,
    warn,
    unreached,
    torch,
    startsFrom,
  } = definition;
  return {
    slot: "scheduler" as const,
    description,
    source,
    params,
    ...(use && { use }),
    totals: totalsOf(params),
    interval,
    ...(warn && { warn: (config: PartConfig, setting: Setting) => warn(resolved<P>(config), setting) }),
    ...(unreached && {
      unreached: (config: PartConfig, start: Start) => unreached(resolved<P>(config), start),
    }),
    ...(torch && { torch }),
    ...idling<P>(definition.idle),
    ...(startsFrom && { startsFrom }),
    ...(settle && { settle: settling<P>(settle) }),
  };
};

/**
 * Lifts a formula for one rate over the param groups. The window starts from the base rate, like a child of
 * SequentialLR (PyTorch sets the closed form at 0); momentum stays as it is.
 */
export function defineScheduler<P extends TProperties>(
  definition: Definition<P> & {
    readonly check?: Check<P>;
    /** The rate at tick 0. Default: what it would scale. */
    readonly first?: (params: OfGroup<Resolved<P>>, context: FirstContext) => number;
    readonly next: (params: OfGroup<Resolved<P>>, context: RateContext) => number;
  },
): SchedulerPart {
  const { check, first = (_: unknown, { from }: FirstContext) => from, next } = definition;
  return {
    ...common<P>(definition),
    monitors: false,
    cycles: () => false,
    create(config, window) {
      const own = resolved<P>(config);
      check?.(own, window);
      return inGroups<P>(definition, own, (paramsOf) => ({
        start({ base, last, from = base, isHandover = false }) {
          const lr = mapGroups<P, number>(paramsOf(base.lr.length), (of, group) => {
            const [rate, found, before] = [base.lr[group], from.lr[group], last.lr[group]] as [number, number, number];
            return first(of, { base: rate, from: found, last: before, isHandover });
          });
          return [withLr(last, lr), base.lr];
        },
        next(rates, memory, { t }) {
          const base = memory as readonly number[];
          const of = paramsOf(base.length);
          let lr: number[] | undefined;
          for (let group = 0; group < of.length; group++) {
            const rate = rates.lr[group] as number;
            const set = next(of[group] as OfGroup<Resolved<P>>, { rate, base: base[group] as number, t });
            if (Object.is(set, rate)) continue;
            lr ??= of.length === 1 ? [set] : rates.lr.slice();
            lr[group] = set;
          }
          return [lr === undefined ? rates : withLr(rates, lr), memory];
        },
      }));
    },
  };
}

/** Lifts a formula for one rate that reads nothing but its parameters, the group's base rate and the tick, from 0. */
export function defineClosedForm<P extends TProperties>(
  definition: Definition<P> & {
    readonly check?: Check<P>;
    readonly at: (params: OfGroup<Resolved<P>>, base: number, t: number) => number;
  },
): SchedulerPart {
  const { at } = definition;
  return defineScheduler<P>({
    ...definition,
    first: (params, { base }) => at(params, base, 0),
    next: (params, { base, t }) => at(params, base, t),
  });
}

/** Rate and momentum of a param group. */
export interface CyclePoint {
  readonly lr: number;
  readonly momentum: number;
}

/** Lifts a formula for rate and momentum that reads nothing but its parameters and the tick. It sets both from tick 0. */
export function defineCycle<P extends TProperties>(
  definition: Definition<P> & {
    readonly check?: Check<P>;
    readonly at: (params: OfGroup<Resolved<P>>, t: number) => CyclePoint;
  },
): SchedulerPart {
  const cycles = (config: object) => (config as { cycle_momentum?: boolean }).cycle_momentum === true;
  return {
    ...common<P>(definition),
    monitors: false,
    cycles,
    create(config, window) {
      const own = resolved<P>(config);
      definition.check?.(own, window);
      return inGroups<P>(definition, own, (paramsOf) => {
        const at = (rates: Rates, t: number): Rates => {
          const points = mapGroups<P, CyclePoint>(paramsOf(rates.lr.length), (of) => definition.at(of, t));
          const lr = points.map((point) => point.lr);
          return cycles(config) ? { lr, momentum: points.map(({ momentum }) => momentum) } : withLr(rates, lr);
        };
        return {
          start({ last }) {
            if (!cycles(config) || last.momentum !== undefined) return [at(last, 0), null];
            throw new Misfit(
              "cycle_momentum",
              "the optimizer has no momentum or beta1 to cycle",
              "cycle_momentum: false",
            );
          },
          next: (rates, memory, { t }) => [at(rates, t), memory],
        };
      });
    },
  };
}

/** A schedule with a memory of its own, such as one that follows a metric. */
export function defineStatefulScheduler<P extends TProperties>(
  definition: Definition<P> & {
    readonly monitors: boolean;
    /** Throws Misfit when the parameters do not go together. */
    readonly create: (params: Resolved<P>) => Schedule;
  },
): SchedulerPart {
  return {
    ...common<P>(definition),
    monitors: definition.monitors,
    cycles: () => false,
    create: (config) => {
      const schedule = definition.create(resolved<P>(config));
      return definition.monitors ? { ...schedule, torch: { kind: "refused" } } : schedule;
    },
  };
}
