import type { Registry } from "../contracts/registry.ts";
import type { Memory, Rates } from "../contracts/scheduler.ts";
import { createRunSchedule, type Moment, type RunSchedule } from "../schedule/run-schedule.ts";
import { type ResolvedRun, resolvePhases, resolveRun } from "./resolve-schedule.ts";
import { packed, unpacked } from "./schedule-state.ts";
import type { ScheduleMetrics, ScheduleRates, ScheduleRun, ScheduleSpec, ScheduleState } from "./schedule-types.ts";

/** A schedule on its way through a run. It holds no optimizer: read `lr` and set your own. */
export class RunningSchedule {
  /**
   * Whether rates may change within an epoch. If so, call {@link step} after every optimizer step; if not, you may leave
   * these calls out.
   */
  readonly isPerStep: boolean;
  readonly #fold: RunSchedule;
  readonly #run: ResolvedRun;
  #rates: Rates;
  #memory: Memory;
  #epoch = 0;
  #step = 0;

  /** Use {@link schedule}. */
  constructor(spec: ScheduleSpec, run: ScheduleRun, registry: Registry) {
    this.#run = resolveRun(run);
    const { base, perEpoch } = this.#run;
    this.#fold = createRunSchedule(resolvePhases(spec, this.#run, registry), registry.scheduler, perEpoch);
    this.isPerStep = this.#fold.isPerStep;
    [this.#rates, this.#memory] = this.#fold.start(base);
  }

  /** The learning rate to use now, of the first param group. */
  get lr(): number {
    return this.#rates.lr[0] as number;
  }

  /** What to use now, for each param group. */
  get rates(): ScheduleRates {
    return this.#rates;
  }

  /** Epochs done. */
  get epoch(): number {
    return this.#epoch;
  }

  /** Optimizer steps done. */
  get steps(): number {
    return this.#step;
  }

  /** Whether all epochs are done. */
  get isDone(): boolean {
    return this.#epoch >= this.#run.epochs;
  }

  /**
   * An optimizer step was done. Gives the rates for the next one.
   * @throws RangeError for more steps than an epoch has
   */
  step(): ScheduleRates {
    const { perEpoch } = this.#run;
    this.#requireMore();
    if (this.#step >= (this.#epoch + 1) * perEpoch)
      throw new RangeError(
        `epoch ${this.#epoch + 1} has ${perEpoch} steps (stepsPerEpoch): call nextEpoch() after them`,
      );
    return this.#move({ kind: "step", step: this.#step + 1 });
  }

  /**
   * An epoch was done, its validation included. Gives the rates for the next one.
   * @param metrics what schedules follow; ReduceLROnPlateau follows `val_loss` unless its `monitor` says otherwise
   * @throws RangeError after the last epoch, or where steps of the epoch are missing and the schedule needs them
   * @throws Error where a schedule follows a metric that is not given
   */
  nextEpoch(metrics?: ScheduleMetrics): ScheduleRates {
    this.#requireMore();
    const end = (this.#epoch + 1) * this.#run.perEpoch;
    if (this.isPerStep && this.#step < end) {
      const missing = end - this.#step;
      throw new RangeError(`epoch ${this.#epoch + 1} lacks ${missing} of ${this.#run.perEpoch} calls of step()`);
    }
    const rates = this.#move({ kind: "epoch", step: end, metrics: byName(metrics) });
    this.#epoch += 1;
    return rates;
  }

  /** Where the schedule stands, to be saved with a checkpoint. */
  get state(): ScheduleState {
    return packed({ epoch: this.#epoch, step: this.#step, rates: this.#rates, memory: this.#memory });
  }

  /** Goes on from a saved state, which a schedule of the same specification and run gave. */
  restore(state: ScheduleState): void {
    const { epoch, step, rates, memory } = unpacked(state);
    [this.#epoch, this.#step, this.#rates, this.#memory] = [epoch, step, rates, memory];
  }

  #requireMore(): void {
    if (this.isDone) throw new RangeError(`all ${this.#run.epochs} epochs are done`);
  }

  #move(moment: Moment): ScheduleRates {
    [this.#rates, this.#memory] = this.#fold.next(this.#rates, this.#memory, moment);
    this.#step = moment.step;
    return this.#rates;
  }
}

/** A number alone answers to every name. */
function byName(metrics: ScheduleMetrics | undefined): Readonly<Record<string, number>> {
  if (typeof metrics !== "number") return metrics ?? {};
  return new Proxy({}, { get: () => metrics });
}
