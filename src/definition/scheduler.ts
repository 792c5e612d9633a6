import Type, { type TObject, type TProperties } from "typebox";
import type { PartConfig } from "./config.ts";
import { type Part, type Resolved, resolved } from "./part.ts";
import type { Metrics } from "./record.ts";

/** What a schedule sets: one entry per param group. `momentum` (or Adam's beta1) is there only where some part cycles it. */
export interface Rates {
  readonly lr: readonly number[];
  readonly momentum?: readonly number[];
}

/** Whatever a schedule remembers between ticks: plain data that survives structuredClone. */
export type Memory = unknown;

/** One call of PyTorch's `scheduler.step()`. */
export interface Tick {
  /** Ticks since the schedule's start, this one included: 1, 2, … PyTorch's last_epoch. */
  readonly t: number;
  /** What the epoch gave, for schedules that follow a metric. */
  readonly metrics?: Metrics;
}

/** What a schedule finds when it takes over. */
export interface Entry {
  /** The optimizer's own rates, PyTorch's initial_lr. */
  readonly base: Rates;
  /** The rates of the step before. At the start of a run: base. */
  readonly last: Rates;
  /** The rates that the predecessor would have set at this tick. At the start of a run: base. */
  readonly due: Rates;
  /** Whether a predecessor ran before: at a milestone, not at the start of a run. */
  readonly isHandover?: boolean;
}

/** A schedule as a pure fold over ticks. Neither function changes its arguments. */
export interface Schedule {
  start(entry: Entry): readonly [Rates, Memory];
  next(rates: Rates, memory: Memory, tick: Tick): readonly [Rates, Memory];
}

export interface SchedulerPart extends Part {
  readonly slot: "scheduler";
  /** Parameters that count ticks and default to the length of the schedule's window (see {@link total}). */
  readonly totals: readonly string[];
  /** Whether ticks must carry the metric named by the parameter `monitor`. */
  readonly monitors: boolean;
  /**
   * @param window ticks until its successor takes over or the run ends, that last tick included; Infinity: unknown
   * @throws Misfit when the parameters do not go together, or not with the window
   */
  create(config: PartConfig, window: number): Schedule;
}

/** Keyword of the schemas of totals; a validator must be told of it. */
export const TOTAL = "total";

/**
 * A number of ticks that defaults to the ticks in the scheduler's window: the whole run, or its phase.
 * @param options.outside PyTorch's own default, kept when the scheduler is not a phase of a list; without one the window
 *   counts there, too
 * @param options.minimum the least that PyTorch can work with; default 1
 */
export function total(description: string, { outside, minimum = 1 }: { outside?: number; minimum?: number } = {}) {
  const fallback = outside === undefined ? "the ticks of its window" : `${outside}, as a phase its length`;
  return Type.Integer({ minimum, description: `${description} Default: ${fallback}.`, [TOTAL]: { outside } });
}

/** PyTorch's own default of a total, or undefined where the window's length always counts. */
export function totalOutside(params: TObject, name: string): number | undefined {
  const schema = params.properties[name] as { [TOTAL]?: { outside?: number } } | undefined;
  return schema?.[TOTAL]?.outside;
}

function totalsOf(params: TObject): string[] {
  return Object.keys(params.properties).filter((name) => TOTAL in (params.properties[name] as object));
}

/** What a one-rate formula sees: one param group. */
export interface RateContext {
  /** The group's current rate. */
  readonly rate: number;
  /** The group's own base rate. */
  readonly base: number;
  readonly t: number;
}

/**
 * Lifts a formula for one rate over the param groups. The window starts from the base rate, like a child of
 * SequentialLR (PyTorch sets the closed form at 0); momentum stays as it is.
 */
export function defineScheduler<P extends TProperties>(definition: {
  description: string;
  source: string;
  params: TObject<P>;
  /** Throws Misfit when the parameters do not go together, or not with the window (in ticks). */
  check?: (params: Resolved<P>, window: number) => void;
  /** The rate at tick 0. Default: the base rate. */
  first?: (params: Resolved<P>, base: number) => number;
  next: (params: Resolved<P>, context: RateContext) => number;
}): SchedulerPart {
  const { description, source, params, check, first = (_: Resolved<P>, base: number) => base, next } = definition;
  return {
    slot: "scheduler",
    description,
    source,
    params,
    totals: totalsOf(params),
    monitors: false,
    create(config, window) {
      const own = resolved<P>(config);
      check?.(own, window);
      return {
        start: ({ base, last }) => [{ ...last, lr: base.lr.map((rate) => first(own, rate)) }, base.lr],
        next(rates, memory, { t }) {
          const base = memory as readonly number[];
          const lr = rates.lr.map((rate, group) => next(own, { rate, base: base[group] as number, t }));
          return [{ ...rates, lr }, memory];
        },
      };
    },
  };
}

/** A schedule with a memory of its own, such as one that follows a metric. */
export function defineStatefulScheduler<P extends TProperties>(definition: {
  description: string;
  source: string;
  params: TObject<P>;
  monitors: boolean;
  create: (params: Resolved<P>, window: number) => Schedule;
}): SchedulerPart {
  const { create, ...rest } = definition;
  return {
    slot: "scheduler",
    ...rest,
    totals: totalsOf(rest.params),
    create: (config, window) => create(resolved<P>(config), window),
  };
}
