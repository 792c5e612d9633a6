import Type, { type TObject } from "typebox";
import type { Interval, PartConfig } from "./config.ts";
import type { ReadFile } from "./dataset.ts";
import type { Part, Warning } from "./part.ts";
import type { Metrics } from "./record.ts";

/** What a schedule sets: one entry per param group. `momentum` (or Adam's beta1) is there only where some part cycles it. */
export interface Rates {
  readonly lr: readonly number[];
  readonly momentum?: readonly number[];
}

/** Spelt out: a spread costs more than a tick may. */
export function withLr({ momentum }: Rates, lr: readonly number[]): Rates {
  return momentum === undefined ? { lr } : { lr, momentum };
}

/** Whatever a schedule remembers between ticks: plain data that survives structuredClone. */
export type Memory = unknown;

/** One call of PyTorch's `scheduler.step()`. */
export interface Tick {
  /**
   * Ticks since the schedule's start, this one included: 1, 2, … PyTorch's last_epoch. 0 where PyTorch steps to tick 0 a
   * second time.
   */
  readonly t: number;
  /** What the epoch gave, for schedules that follow a metric. */
  readonly metrics?: Metrics;
}

/** What a schedule finds when it takes over. */
interface ScheduleEntry {
  /** The optimizer's own rates, PyTorch's initial_lr. */
  readonly base: Rates;
  /** The rates of the step before. At the start of a run: base. */
  readonly last: Rates;
  /** The rates that the predecessor would have set at this tick. At the start of a run: base. */
  readonly due: Rates;
  /** Whether a predecessor ran before: at a milestone, not at the start of a run. */
  readonly isHandover?: boolean;
  /** The rates that a schedule scales to begin with. Default: base; in a chain, what those before it have set. */
  readonly from?: Rates;
}

/** Values in the param groups, by key: [groups]. */
export type GroupValues = Readonly<Record<string, readonly number[]>>;

/** How PyTorch's object of a scheduler differs from a schedule of its own: it shares the param groups with others. */
export interface TorchLeaf {
  readonly kind: "leaf";
  /** What its constructor writes into the param groups, where other schedulers of the optimizer find it. */
  readonly keeps: readonly string[];
  /** What it writes there. "lr" and "initial_lr" are among it for those that replace them. */
  kept(groups: number): GroupValues;
  /** The schedule with what is in the param groups in the place of its own parameters. */
  as(kept: GroupValues): Schedule;
  /** Whether it counts its steps, and not the ticks of its last_epoch. */
  readonly countsSteps: boolean;
  /** Whether its constructor leaves the rate at initial_lr, whatever its first one is. */
  readonly beginsAtInitial: boolean;
  readonly startsFrom?: "last" | "due";
}

/** A composition, as PyTorch has it. */
export interface TorchComposition {
  readonly kind: "sequence" | "chain";
  readonly schedules: readonly Schedule[];
  /** Of a sequence: ascending. */
  readonly milestones: readonly number[];
}

/** What PyTorch's compositions do not take. */
interface NotInTorch {
  readonly kind: "refused";
}

/** A schedule as a pure fold over ticks. Neither function changes its arguments. */
export interface Schedule {
  /** What PyTorch makes of it, within a composition that is to give PyTorch's rates. Default: the same. */
  readonly torch?: TorchLeaf | TorchComposition | NotInTorch;
  start(entry: ScheduleEntry): readonly [Rates, Memory];
  next(rates: Rates, memory: Memory, tick: Tick): readonly [Rates, Memory];
}

/** Makes a schedule of a part's resolved configuration, for a window in ticks. Throws Misfit. */
export type Build = (config: PartConfig, window: number) => Schedule;

/** The schedulers within a composition. They tick when it does. */
interface Children {
  /** The parameter that lists them. */
  readonly parameter: string;
  /** Each one's window in ticks, to which its totals default outside a phase list. */
  windows(config: PartConfig, window: number): readonly number[];
}

/** Where a scheduler stands in a run. */
export interface Setting {
  /** Ticks until its successor takes over or the run ends. */
  readonly window: number;
  /** Whether a successor takes over. */
  readonly isFollowed: boolean;
  /** What its ticks are, for messages; "ticks" where several epochs or steps make one. */
  readonly unit: "epochs" | "steps" | "ticks";
  /** Whether a metric can be below 0. */
  readonly canBeNegative: (metric: string) => boolean;
}

/** Where a scheduler stands in a run, with what it starts from. */
export interface Start extends Setting {
  /** The base rate of each param group. */
  readonly base: readonly number[];
  /** Whether no other scheduler has set the rate before. */
  readonly isFirst: boolean;
}

export interface SchedulerPart extends Part {
  readonly slot: "scheduler";
  /** Parameters that count ticks and default to the length of the schedule's window (see {@link total}). */
  readonly totals: readonly string[];
  /** Whether ticks must carry the metric named by the parameter `monitor`. */
  readonly monitors: boolean;
  /** When it ticks unless the user says otherwise: after each epoch, or after each optimizer step. */
  readonly interval: Interval;
  /**
   * Which rate it goes on from when it takes over: its own first one (default), the last one used, or the one due next.
   */
  readonly startsFrom?: "last" | "due";
  /** Whether it sets momentum, too. */
  cycles(config: PartConfig): boolean;
  /**
   * Takes what stands elsewhere, such as in a file, into the parameters when the experiment is loaded. All that decides
   * a run's rates is then in its configuration, and so in its identity.
   * @throws Misfit when that is not to be had, or does not fit
   */
  settle?(config: PartConfig, readFile: ReadFile, window: number): PartConfig;
  /** What a composition is made of. */
  readonly children?: Children;
  /**
   * @param window ticks until its successor takes over or the run ends, that last tick included; Infinity: unknown
   * @param build makes the children of a composition
   * @throws Misfit when the parameters do not go together, or not with the window
   */
  create(config: PartConfig, window: number, build: Build): Schedule;
  /** The rate as text, where the scheduler is defined by a formula of `base`, `t` and its parameters; `where` names its parts. */
  readonly formula?: { readonly formula: string; readonly where: Readonly<Record<string, string>> };
  /** Parameters whose values never come into effect there. In another run, longer or at another rate, they may. */
  unreached?(config: PartConfig, start: Start): readonly Warning[];
  /** What users trip over: parameters that `create` takes, but that hardly do there what was meant. */
  warn?(config: PartConfig, setting: Setting): readonly Warning[];
}

/** Keyword of the schemas of totals; a validator must be told of it. */
export const TOTAL = "total";

/**
 * A number of ticks that defaults to the ticks in the scheduler's window: the whole run, or its phase.
 * @param options.outside PyTorch's own default, kept when the scheduler is not a phase of a list; without one the window
 *   counts there, too
 * @param options.instead parameters that may be given in its place, all of them: then it has no default
 * @param options.minimum the least that PyTorch can work with; default 1
 */
export function total(
  description: string,
  { outside, minimum = 1, instead = [] }: { outside?: number; minimum?: number; instead?: readonly string[] } = {},
) {
  const fallback =
    outside === undefined ? "the length of its window" : `${outside}; in a list of phases, the phase's length`;
  return Type.Integer({ minimum, description: `${description} Default: ${fallback}.`, [TOTAL]: { outside, instead } });
}

interface TotalSchema {
  readonly [TOTAL]?: { readonly outside?: number; readonly instead: readonly string[] };
}

/** PyTorch's own default of a total, or undefined where the window's length always counts. */
export function totalOutside(params: TObject, name: string): number | undefined {
  return (params.properties[name] as TotalSchema | undefined)?.[TOTAL]?.outside;
}

/** The parameters that may be given in the place of a total. */
export function totalInstead(params: TObject, name: string): readonly string[] {
  return (params.properties[name] as TotalSchema | undefined)?.[TOTAL]?.instead ?? [];
}

/** The parameters made by {@link total}. */
export function totalsOf(params: TObject): string[] {
  return Object.keys(params.properties).filter((name) => TOTAL in (params.properties[name] as object));
}
