import type { ScriptConfig } from "../contracts/config.ts";
import type { PartsOf } from "../contracts/part.ts";
import type { Metrics } from "../contracts/record.ts";
import type { Memory, Rates, SchedulerPart } from "../contracts/scheduler.ts";
import { itemAt } from "../numbers/item-at.ts";
import { freeRates } from "../schedule/free-rates.ts";
import { createRunSchedule, type RunSchedule } from "../schedule/run-schedule.ts";

/** A rate for all steps of an epoch, or one for each. */
type RateOfEpoch = number | readonly number[];

/** A param group's rates in an epoch, as a program reads them. */
interface GroupCourse {
  readonly lr: RateOfEpoch;
  readonly momentum?: RateOfEpoch;
}

/** The rates of an epoch. */
export interface EpochCourse {
  readonly groups: readonly GroupCourse[];
  /** Of the epoch's first and last step. */
  readonly first: Rates;
  readonly last: Rates;
}

/** The rates of a run, epoch by epoch, by the schedules that our own engine follows. */
export class RateCourse {
  readonly #schedule: RunSchedule;
  readonly #perEpoch: number;
  readonly #givesMomentum: boolean;
  #state: readonly [Rates, Memory];
  #epoch = 0;

  constructor({ scheduler, optimizer, training }: ScriptConfig, schedulers: PartsOf<SchedulerPart>) {
    this.#perEpoch = training.steps_per_epoch ?? 1;
    this.#schedule = createRunSchedule(scheduler, schedulers, this.#perEpoch);
    const base = freeRates(optimizer);
    this.#givesMomentum = base.momentum !== undefined;
    this.#state = this.#schedule.start(base);
  }

  get isPerStep(): boolean {
    return this.#schedule.isPerStep;
  }

  /** The next epoch's. They end with `after`, which the next epoch begins from. */
  next(): EpochCourse & { readonly after: (metrics: Metrics) => void } {
    const done = this.#epoch * this.#perEpoch;
    const steps: Rates[] = [];
    let state = this.#state;
    for (let step = 1; this.#schedule.isPerStep && step <= this.#perEpoch; step++) {
      steps.push(state[0]);
      state = this.#schedule.next(...state, { kind: "step", step: done + step });
    }
    const [first] = this.#state;
    const last = steps.at(-1) ?? first;
    const after = (metrics: Metrics) => {
      this.#epoch++;
      this.#state = this.#schedule.next(...state, { kind: "epoch", step: done + this.#perEpoch, metrics });
    };
    return { groups: this.#groupsOf(first, steps), first, last, after };
  }

  #groupsOf(first: Rates, steps: readonly Rates[]): readonly GroupCourse[] {
    return first.lr.map((lr, group) => {
      const own = courseOf(lr, steps, (rates) => itemAt(rates.lr, group));
      if (!this.#givesMomentum || first.momentum === undefined) return { lr: own };
      return {
        lr: own,
        momentum: courseOf(itemAt(first.momentum, group), steps, (rates) => itemAt(rates.momentum ?? [], group)),
      };
    });
  }
}

/** One number where it stays the same. */
function courseOf(first: number, steps: readonly Rates[], of: (rates: Rates) => number): RateOfEpoch {
  const all = steps.map(of);
  return all.every((rate) => rate === first) ? first : all;
}
