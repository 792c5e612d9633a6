import type { RunStatus } from "../contracts/record.ts";
import type { Plan } from "../experiment/plan.ts";
import { itemAt } from "../numbers/item-at.ts";
import { pooled, pooledPlace } from "../replicates/pool.ts";
import { runNumbers } from "../seeding/planned.ts";
import { directedMetrics, type Outcome } from "./figures.ts";

/** Number of runs by status. */
export type Tally = Readonly<Record<RunStatus, number>>;

/** One figure of each run, by the run's number in the pooled plan. undefined if the run has none. */
export type FigureColumn = (run: number) => number | undefined;

const STATUSES: readonly RunStatus[] = ["ok", "diverged", "failed", "timeout", "pruned"];
/** Stands for a missing number. Measured numbers are float32 or not finite, so none equals it. */
const NONE = Number.MAX_VALUE;

/** A number for each run. */
interface Columns {
  /** Places in STATUSES, from 1; 0 for a run that the plan does not train. */
  readonly statuses: Uint8Array;
  readonly final: ReadonlyMap<string, Float64Array>;
  readonly best: ReadonlyMap<string, Float64Array>;
  /** The epoch at which the objective's target was reached, or 0. Empty if there is no target. */
  readonly targets: Uint32Array;
}

/**
 * Outcomes of a plan's runs, without error texts, by column. A million runs take about 35 MB. Runs are numbered as in the plan
 * with its replicates pooled.
 */
export class Outcomes {
  #count = 0;
  readonly #plan: Plan;
  readonly #numbers: Iterator<number, void>;
  readonly #placeOf: (run: number) => number;
  readonly #columns: Columns;

  /** @param columns shared with other outcomes; undefined: its own */
  constructor(whole: Plan, columns?: Columns) {
    this.#plan = pooled(whole);
    this.#numbers = runNumbers(whole);
    this.#placeOf = pooledPlace(whole);
    this.#columns = columns ?? columnsOf(this.#plan);
  }

  /** Number of outcomes so far. */
  get count(): number {
    return this.#count;
  }

  /** Adds the outcome of the next run of the plan as it is trained. */
  push({ status, figures }: Outcome): void {
    const run = this.#placeOf(this.#numbers.next().value as number);
    const { statuses, targets, final, best } = this.#columns;
    this.#count++;
    statuses[run] = 1 + STATUSES.indexOf(status);
    if (run < targets.length) targets[run] = figures.target ?? 0;
    for (const [metric, column] of final) column[run] = figures.metrics[metric]?.final ?? NONE;
    for (const [metric, column] of best) column[run] = figures.metrics[metric]?.best?.value ?? NONE;
  }

  /** undefined where there is no such run: the plan does not train it, or the grid excludes a replicate. */
  statusOf(run: number): RunStatus | undefined {
    return STATUSES[itemAt(this.#columns.statuses, run) - 1];
  }

  /** The last or the best value of a metric. */
  column(metric: string, at: "final" | "best"): FigureColumn {
    const values = this.#columns[at].get(metric);
    return (run) => (values?.[run] === NONE ? undefined : values?.[run]);
  }

  /** The epoch at which the objective's target was reached. */
  targetOf(run: number): number | undefined {
    return this.#columns.targets[run] || undefined;
  }

  /** How the runs of a variant, or all runs, ended. */
  tally(variant?: number): Tally {
    const { variants } = this.#plan;
    const { statuses } = this.#columns;
    const counts = { ok: 0, diverged: 0, failed: 0, timeout: 0, pruned: 0 };
    for (let run = variant ?? 0; run < statuses.length; run += variant === undefined ? 1 : variants) {
      const status = this.statusOf(run);
      if (status !== undefined) counts[status]++;
    }
    return counts;
  }

  /** The pooled plan at some of the seeds, by their places, with its outcomes. */
  between(from: number, to = this.#plan.seeds.length): PlanWithOutcomes {
    const plan = this.#plan;
    if (from === 0 && to === plan.seeds.length) return { plan, outcomes: this };
    const [start, end] = [from * plan.variants, to * plan.variants];
    const cut = (columns: Columns["final"]) =>
      new Map([...columns].map(([key, own]) => [key, own.subarray(start, end)]));
    const { statuses, final, best, targets } = this.#columns;
    const shared = { statuses: statuses.subarray(start, end), targets: targets.subarray(start, end) };
    const some = { ...plan, seeds: plan.seeds.slice(from, to) };
    return { plan: some, outcomes: new Outcomes(some, { ...shared, final: cut(final), best: cut(best) }) };
  }
}

interface PlanWithOutcomes {
  readonly plan: Plan;
  readonly outcomes: Outcomes;
}

function columnsOf({ variants, seeds, metrics, objective }: Plan): Columns {
  const runs = variants * seeds.length;
  const directed = directedMetrics(metrics, objective);
  const column = () => new Map(directed.map((metric) => [metric, new Float64Array(runs).fill(NONE)]));
  return {
    statuses: new Uint8Array(runs),
    targets: new Uint32Array(objective.target === undefined ? 0 : runs),
    final: column(),
    best: column(),
  };
}
