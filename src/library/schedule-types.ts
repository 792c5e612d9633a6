import type { SchedulerName } from "./scheduler-name.ts";

/** The name of a scheduler that there is, or of one of your own: editors offer the former. */
export type AnySchedulerName = SchedulerName | (string & {});

/**
 * A scheduler: PyTorch's name as `type`, and its parameters. In a list it is a phase and may have `epochs` (or `steps`),
 * the phase's length. `interval: "epoch" | "step"` and `frequency` say when it ticks.
 */
export interface SchedulerSpec {
  readonly type: AnySchedulerName;
  /** Plain data; `lr_lambda` may be a function of the tick, counted from 0, or a list of such functions. */
  readonly [parameter: string]: unknown;
}

/** What a schedule is made of: a scheduler, its name alone, a list of phases, or null for a constant rate. */
export type ScheduleSpec = AnySchedulerName | SchedulerSpec | readonly (AnySchedulerName | SchedulerSpec)[] | null;

/** The run that a schedule is for. */
export interface ScheduleRun {
  /** The optimizer's learning rate, PyTorch's `initial_lr`; a list has one for each param group. */
  readonly lr: number | readonly number[];
  /** The optimizer's momentum or Adam's beta1, for schedules that cycle it; a list has one for each param group. */
  readonly momentum?: number | readonly number[];
  /** Epochs of the run, at least 1. */
  readonly epochs: number;
  /** Optimizer steps of an epoch, at least 1. Default: 1. */
  readonly stepsPerEpoch?: number;
  /** Schedulers of your own, made by `defineScheduler` of "lrsweep", by the names that `type` takes. */
  readonly schedulers?: Readonly<Record<string, OwnScheduler>>;
}

/** What `defineScheduler` and its like make. */
export interface OwnScheduler {
  readonly slot: "scheduler";
}

/** What an optimizer is to use. Each list has one value for each param group. */
export interface ScheduleRates {
  readonly lr: readonly number[];
  /** There only if the run was given a momentum; it changes only where the schedule cycles it. */
  readonly momentum?: readonly number[];
}

/** The metrics of an epoch: by name, as in `{val_loss: 0.31}`, or one number that stands for whatever is followed. */
export type ScheduleMetrics = number | Readonly<Record<string, number>>;

/** Where a schedule stands: plain data that survives JSON. */
export interface ScheduleState {
  /** Epochs done. */
  readonly epoch: number;
  /** Optimizer steps done. */
  readonly step: number;
  readonly rates: ScheduleRates;
  /** What the schedule remembers; its form may change between versions. */
  readonly memory: unknown;
}

/** A schedule on its way through a run. It holds no optimizer: read `lr` and set your own. */
export interface RunningSchedule {
  /**
   * Whether rates may change within an epoch. If so, call `step()` after every optimizer step; if not, you may leave these
   * calls out.
   */
  readonly isPerStep: boolean;
  /** The learning rate to use now, of the first param group. */
  readonly lr: number;
  /** What to use now, for each param group. */
  readonly rates: ScheduleRates;
  /** Epochs done. */
  readonly epoch: number;
  /** Optimizer steps done. */
  readonly steps: number;
  /** Whether all epochs are done. */
  readonly isDone: boolean;
  /** Where the schedule stands, to be saved with a checkpoint. */
  readonly state: ScheduleState;
  /**
   * An optimizer step was done. Gives the rates for the next one.
   * @throws RangeError for more steps than an epoch has
   */
  step(): ScheduleRates;
  /**
   * An epoch was done, its validation included. Gives the rates for the next one.
   * @param metrics what schedules follow; ReduceLROnPlateau follows `val_loss` unless its `monitor` says otherwise
   * @throws RangeError after the last epoch, or where steps of the epoch are missing and the schedule needs them
   * @throws Error where a schedule follows a metric that is not given
   */
  nextEpoch(metrics?: ScheduleMetrics): ScheduleRates;
  /** Goes on from a saved state, which a schedule of the same specification and run gave. */
  restore(state: ScheduleState): void;
}

/** The rates of one step, or of all steps of one epoch where they do not change within it. */
export interface CurvePoint extends ScheduleRates {
  /** Counted from 1. */
  readonly epoch: number;
  /** Optimizer steps done before it. */
  readonly step: number;
}

/** Something wrong with a schedule. */
export interface ScheduleIssue {
  /** What kind of mistake it is: "unknown-key", "unknown-part", "missing", "invalid" or "misfit". */
  readonly code: string;
  readonly message: string;
  /** What to write instead. */
  readonly remedy?: string;
}

const BRAND = Symbol.for("lrsweep.ScheduleError");

/**
 * Thrown for a schedule that cannot be: an unknown name, a wrong parameter, phases that do not add up. `instanceof` holds
 * whichever of the modules "lrsweep" and "lrsweep/schedulers" threw it.
 */
export class ScheduleError extends Error {
  /** Each module has its own copy of the class, and what one of them throws is an error of the other one, too. */
  static override [Symbol.hasInstance](value: unknown): value is ScheduleError {
    return typeof value === "object" && value !== null && BRAND in value;
  }

  readonly [BRAND] = true;
  override readonly name = "ScheduleError";

  /** @param issues everything that is wrong, at least one */
  constructor(readonly issues: readonly ScheduleIssue[]) {
    super(issues.map(({ message, remedy }) => (remedy === undefined ? message : `${message} (${remedy})`)).join("\n"));
  }
}
