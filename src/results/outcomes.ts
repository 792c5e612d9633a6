import type { Plan } from "../definition/plan.ts";
import type { RunStatus } from "../definition/record.ts";
import { directedMetrics, type MetricFigures, type Outcome } from "./figures.ts";

/** What the summary is made of. */
export type Summarized = Pick<Outcome, "status" | "figures">;

const STATUSES: readonly RunStatus[] = ["ok", "diverged", "failed", "timeout", "pruned"];
const PER_METRIC = 3;
/** In the place of a number that does not exist: measured ones are float32, or what is not finite. */
const NONE = Number.MAX_VALUE;

/** Outcomes of a plan's runs without their errors, in typed arrays: a million runs take some 60 MB. */
export class Outcomes {
  #count = 0;
  readonly #metrics: readonly string[];
  readonly #statuses: Uint8Array;
  readonly #epochs: Uint32Array;
  /** By run and metric: final, best, best epoch. */
  readonly #figures: Float64Array;
  /** The epoch at which the objective's target was reached, or 0; empty where there is no target. */
  readonly #targets: Uint32Array;

  constructor(plan: Plan) {
    const runs = plan.variants * plan.seeds.length;
    this.#metrics = directedMetrics(plan.metrics, plan.objective);
    this.#statuses = new Uint8Array(runs);
    this.#epochs = new Uint32Array(runs);
    this.#figures = new Float64Array(runs * this.#metrics.length * PER_METRIC);
    this.#targets = new Uint32Array(plan.objective.target === undefined ? 0 : runs);
  }

  get count(): number {
    return this.#count;
  }

  /** Takes the next run's outcome and returns the run's number. */
  push({ status, figures }: Outcome): number {
    const run = this.#count++;
    this.#statuses[run] = STATUSES.indexOf(status);
    this.#epochs[run] = figures.epochs;
    if (run < this.#targets.length) this.#targets[run] = figures.target ?? 0;
    for (const [place, metric] of this.#metrics.entries()) {
      const found = figures.metrics[metric];
      const at = this.#placeOf(run, place);
      this.#figures[at] = found?.final ?? NONE;
      this.#figures[at + 1] = found?.best?.value ?? NONE;
      this.#figures[at + 2] = found?.best?.epoch ?? NONE;
    }
    return run;
  }

  at(run: number): Summarized {
    const metrics = Object.fromEntries(this.#metrics.map((metric, place) => [metric, this.#figuresAt(run, place)]));
    const target = this.#targets[run] || undefined;
    const epochs = this.#epochs[run] as number;
    return { status: this.#statusOf(run), figures: { epochs, metrics, ...(target !== undefined && { target }) } };
  }

  /** How many runs ended in which way. */
  tally(): Record<RunStatus, number> {
    const counts = { ok: 0, diverged: 0, failed: 0, timeout: 0, pruned: 0 };
    for (let run = 0; run < this.#count; run++) counts[this.#statusOf(run)]++;
    return counts;
  }

  #placeOf(run: number, metric: number): number {
    return (run * this.#metrics.length + metric) * PER_METRIC;
  }

  #statusOf(run: number): RunStatus {
    return STATUSES[this.#statuses[run] as number] as RunStatus;
  }

  #figuresAt(run: number, metric: number): MetricFigures {
    const at = this.#placeOf(run, metric);
    const [final, value, epoch] = [0, 1, 2].map((part) => this.#figures[at + part]);
    const best = value === NONE ? undefined : { value: value as number, epoch: epoch as number };
    return { final: final === NONE ? undefined : final, best };
  }
}
