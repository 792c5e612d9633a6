import type { ScriptConfig } from "../contracts/config.ts";
import type { EpochRecord, Metrics } from "../contracts/record.ts";
import { followedLoss, type Objective } from "../experiment/plan.ts";
import type { ReportedEpoch } from "../journal/progress.ts";
import { itemAt } from "../numbers/item-at.ts";
import { ratesOf } from "../training/epoch-rates.ts";
import type { EpochCourse, RateCourse } from "./course.ts";

/** The epochs of a run as records, with the rates that were in force. */
export class Recording {
  readonly records: EpochRecord[] = [];
  isDiverged = false;
  readonly #config: ScriptConfig;
  readonly #followed: string | undefined;
  readonly #course: RateCourse;
  readonly #groups: readonly string[];
  #next: ReturnType<RateCourse["next"]> | undefined;
  #step: number | undefined = 0;

  constructor(config: ScriptConfig, objective: Objective, metrics: readonly string[], course: RateCourse) {
    this.#config = config;
    this.#followed = followedLoss(objective, metrics);
    this.#course = course;
    this.#groups = ["default", ...(config.optimizer.groups ?? []).map(({ name }) => name)];
  }

  /** The rates of the epoch that comes next. */
  get rates(): EpochCourse {
    this.#next ??= this.#course.next();
    return this.#next;
  }

  /** Whether no epoch is left to report, the run's own or, if that is less, so many. */
  isOver(epochs: number): boolean {
    const { on_divergence } = this.#config.training;
    return this.records.length >= epochs || (this.isDiverged && on_divergence === "stop");
  }

  add({ metrics, steps }: ReportedEpoch): void {
    const { first, last } = this.rates;
    const written: Metrics = Object.fromEntries(
      Object.entries(metrics).map(([name, value]) => [name, Math.fround(value)]),
    );
    const counted = this.#config.training.steps_per_epoch ?? steps;
    this.#step = this.#step === undefined || counted === undefined ? undefined : this.#step + counted;
    const epoch = this.records.length + 1;
    this.records.push({ epoch, step: this.#step, rates: ratesOf(first, last, this.#groups), metrics: written });
    if (this.#followed !== undefined && !Number.isFinite(written[this.#followed] ?? 0)) this.isDiverged = true;
    this.#next?.after(written);
    this.#next = undefined;
  }

  /** Figures at the run's end, of which nothing decides: they count for all of its epochs. */
  addFinal(tests: Metrics): void {
    for (let i = 0; i < this.records.length; i++) this.records[i] = { ...itemAt(this.records, i), tests };
  }
}
