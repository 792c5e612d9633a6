import { type Plan, runCount } from "../contracts/plan.ts";
import type { RunStatus } from "../contracts/record.ts";
import { itemAt } from "../numbers/item-at.ts";
import { directedMetrics, type Outcome } from "./figures.ts";

/** How many runs ended in which way. */
export type Tally = Readonly<Record<RunStatus, number>>;

/** One figure of each run, by the run's number in the plan; undefined where the run has none. */
export type FigureColumn = (run: number) => number | undefined;

const STATUSES: readonly RunStatus[] = ["ok", "diverged", "failed", "timeout", "pruned"];
/** In the place of a number that does not exist: measured ones are float32, or what is not finite. */
const NONE = Number.MAX_VALUE;

/** Outcomes of a plan's runs without their errors, column by column: a million runs take some 35 MB. */
export class Outcomes {
  #count = 0;
  readonly #variants: number;
  readonly #seeds: number;
  readonly #statuses: Uint8Array;
  readonly #final = new Map<string, Float64Array>();
  readonly #best = new Map<string, Float64Array>();
  /** The epoch at which the objective's target was reached, or 0; empty where there is no target. */
  readonly #targets: Uint32Array;

  constructor(plan: Plan) {
    const runs = runCount(plan);
    this.#variants = plan.variants;
    this.#seeds = plan.seeds.length;
    this.#statuses = new Uint8Array(runs);
    this.#targets = new Uint32Array(plan.objective.target === undefined ? 0 : runs);
    for (const metric of directedMetrics(plan.metrics, plan.objective)) {
      this.#final.set(metric, new Float64Array(runs));
      this.#best.set(metric, new Float64Array(runs));
    }
  }

  get count(): number {
    return this.#count;
  }

  /** Takes the next run's outcome. */
  push({ status, figures }: Outcome): void {
    const run = this.#count++;
    this.#statuses[run] = STATUSES.indexOf(status);
    if (run < this.#targets.length) this.#targets[run] = figures.target ?? 0;
    for (const [metric, final] of this.#final) final[run] = figures.metrics[metric]?.final ?? NONE;
    for (const [metric, best] of this.#best) best[run] = figures.metrics[metric]?.best?.value ?? NONE;
  }

  statusOf(run: number): RunStatus {
    return itemAt(STATUSES, itemAt(this.#statuses, run));
  }

  /** A metric's last value, or its best. */
  column(metric: string, at: "final" | "best"): FigureColumn {
    const values = (at === "final" ? this.#final : this.#best).get(metric);
    return (run) => (values?.[run] === NONE ? undefined : values?.[run]);
  }

  /** The epoch at which the objective's target was reached. */
  targetOf(run: number): number | undefined {
    return this.#targets[run] || undefined;
  }

  /** How the runs of a variant ended, or of all. */
  tally(variant?: number): Tally {
    const counts = { ok: 0, diverged: 0, failed: 0, timeout: 0, pruned: 0 };
    if (variant === undefined) for (let run = 0; run < this.#count; run++) counts[this.statusOf(run)]++;
    else for (let seed = 0; seed < this.#seeds; seed++) counts[this.statusOf(seed * this.#variants + variant)]++;
    return counts;
  }
}
