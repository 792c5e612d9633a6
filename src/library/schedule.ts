import type { Registry } from "../contracts/registry.ts";
import type { Memory, Rates } from "../contracts/scheduler.ts";
import { counted } from "../numbers/counted.ts";
import { itemAt } from "../numbers/item-at.ts";
import { createRunSchedule, type Moment, type RunSchedule } from "../schedule/run-schedule.ts";
import { type ResolvedRun, resolvePhases, resolveRun } from "./resolve-schedule.ts";
import { packed, unpacked } from "./schedule-state.ts";
import type {
  RunningSchedule,
  ScheduleMetrics,
  ScheduleRates,
  ScheduleRun,
  ScheduleSpec,
  ScheduleState,
} from "./schedule-types.ts";

/** A run's schedule with where it stands. See {@link RunningSchedule} for its members. */
export class FoldedSchedule implements RunningSchedule {
  readonly isPerStep: boolean;
  readonly #fold: RunSchedule;
  readonly #run: ResolvedRun;
  #rates: Rates;
  #memory: Memory;
  #epoch = 0;
  #step = 0;

  /** @throws ScheduleError */
  constructor(spec: ScheduleSpec, run: ScheduleRun, builtIn: Registry) {
    this.#run = resolveRun(run);
    const own = run.schedulers as Registry["scheduler"] | undefined;
    const registry = { ...builtIn, scheduler: { ...builtIn.scheduler, ...own } };
    const { base, perEpoch } = this.#run;
    this.#fold = createRunSchedule(resolvePhases(spec, this.#run, registry), registry.scheduler, perEpoch);
    this.isPerStep = this.#fold.isPerStep;
    [this.#rates, this.#memory] = this.#fold.start(base);
  }

  get lr(): number {
    return itemAt(this.#rates.lr, 0);
  }

  get rates(): ScheduleRates {
    return this.#rates;
  }

  get epoch(): number {
    return this.#epoch;
  }

  get steps(): number {
    return this.#step;
  }

  get isDone(): boolean {
    return this.#epoch >= this.#run.epochs;
  }

  step(): ScheduleRates {
    const { perEpoch } = this.#run;
    this.#requireMore();
    if (this.#step >= (this.#epoch + 1) * perEpoch)
      throw new RangeError(
        `epoch ${this.#epoch + 1} has ${counted(perEpoch, "step")} (stepsPerEpoch): call nextEpoch() after them`,
      );
    return this.#move({ kind: "step", step: this.#step + 1 });
  }

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

  get state(): ScheduleState {
    return packed({ epoch: this.#epoch, step: this.#step, rates: this.#rates, memory: this.#memory });
  }

  restore(state: ScheduleState): void {
    const { epoch, step, rates, memory } = unpacked(state);
    [this.#epoch, this.#step, this.#rates, this.#memory] = [epoch, step, rates, memory];
  }

  #requireMore(): void {
    if (this.isDone)
      throw new RangeError(
        this.#run.epochs === 1 ? "the one epoch is done" : `all ${this.#run.epochs} epochs are done`,
      );
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
