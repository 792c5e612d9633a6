import { type Plan, runCount } from "../contracts/plan.ts";
import type { RunStatus } from "../contracts/record.ts";
import { itemAt } from "../numbers/item-at.ts";
import { pooled, pooledPlace } from "../replicates/pool.ts";
import { directedMetrics, type Outcome } from "./figures.ts";

/** Number of runs by status. */
export type Tally = Readonly<Record<RunStatus, number>>;

/** One figure of each run, by the run's number in the pooled plan. undefined if the run has none. */
export type FigureColumn = (run: number) => number | undefined;

const STATUSES: readonly RunStatus[] = ["ok", "diverged", "failed", "timeout", "pruned"];
/** Stands for a missing number. Measured numbers are float32 or not finite, so none equals it. */
const NONE = Number.MAX_VALUE;

/** Stands for a run that there is not. */
const NO_STATUS = 255;

/**
 * Outcomes of a plan's runs, without error texts, by column. A million runs take about 35 MB. Runs are numbered as in the plan
 * with its replicates pooled.
 */
export class Outcomes {
  #count = 0;
  readonly #placeOf: (run: number) => number;
  readonly #variants: number;
  readonly #seeds: number;
  readonly #statuses: Uint8Array;
  readonly #final = new Map<string, Float64Array>();
  readonly #best = new Map<string, Float64Array>();
  /** The epoch at which the objective's target was reached, or 0. Empty if there is no target. */
  readonly #targets: Uint32Array;

  constructor(whole: Plan) {
    const plan = pooled(whole);
    const runs = runCount(plan);
    this.#placeOf = pooledPlace(whole);
    this.#variants = plan.variants;
    this.#seeds = plan.seeds.length;
    this.#statuses = new Uint8Array(runs).fill(NO_STATUS);
    this.#targets = new Uint32Array(plan.objective.target === undefined ? 0 : runs);
    for (const metric of directedMetrics(plan.metrics, plan.objective)) {
      this.#final.set(metric, new Float64Array(runs));
      this.#best.set(metric, new Float64Array(runs));
    }
  }

  /** Number of outcomes so far. */
  get count(): number {
    return this.#count;
  }

  /** Adds the outcome of the next run of the plan as it is trained. */
  push({ status, figures }: Outcome): void {
    const run = this.#placeOf(this.#count++);
    this.#statuses[run] = STATUSES.indexOf(status);
    if (run < this.#targets.length) this.#targets[run] = figures.target ?? 0;
    for (const [metric, final] of this.#final) final[run] = figures.metrics[metric]?.final ?? NONE;
    for (const [metric, best] of this.#best) best[run] = figures.metrics[metric]?.best?.value ?? NONE;
  }

  /** undefined where there is no such run: the grid excludes a replicate. */
  statusOf(run: number): RunStatus | undefined {
    return STATUSES[itemAt(this.#statuses, run)];
  }

  /** The last or the best value of a metric. */
  column(metric: string, at: "final" | "best"): FigureColumn {
    const values = (at === "final" ? this.#final : this.#best).get(metric);
    return (run) => (values?.[run] === NONE ? undefined : values?.[run]);
  }

  /** The epoch at which the objective's target was reached. */
  targetOf(run: number): number | undefined {
    return this.#targets[run] || undefined;
  }

  /** How the runs of a variant, or all runs, ended. */
  tally(variant?: number): Tally {
    const counts = { ok: 0, diverged: 0, failed: 0, timeout: 0, pruned: 0 };
    const add = (run: number) => {
      const status = this.statusOf(run);
      if (status !== undefined) counts[status]++;
    };
    if (variant === undefined) for (let run = 0; run < this.#statuses.length; run++) add(run);
    else for (let seed = 0; seed < this.#seeds; seed++) add(seed * this.#variants + variant);
    return counts;
  }
}
