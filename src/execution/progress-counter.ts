import { type Plan, placeOf } from "../experiment/plan.ts";
import type { BestSoFar, RoundState } from "../journal/state.ts";
import { isBetter } from "../numbers/direction.ts";
import type { Ended } from "./execute.ts";
import { idOf, type Todo } from "./todo.ts";

/** Counts the runs of a sweep as they end, and keeps the best one. */
export class ProgressCounter {
  #total = 0;
  #kept = 0;
  #trained = 0;
  #failed = 0;
  #best: { readonly run: number; readonly figure: number } | undefined;
  #started = performance.now();
  #label = "";
  #plan: Plan;

  constructor(
    plan: Plan,
    private readonly threads: number,
  ) {
    this.#plan = plan;
  }

  /** Starts a round. @param plan with all variants known so far */
  start({ label, total, kept }: Todo, plan: Plan): void {
    this.#plan = plan;
    this.#label = label;
    this.#total = total;
    this.#kept = kept;
    this.#trained = 0;
    this.#started = performance.now();
  }

  add(ended: readonly Ended[]): void {
    this.#trained += ended.length;
    for (const { run, report } of ended) {
      if ("error" in report) this.#failed++;
      else if (report.status === "ok") this.#compareWithBest(run, report.figure);
    }
  }

  state(ended: boolean): RoundState {
    const done = this.#kept + this.#trained;
    return {
      name: this.#plan.name,
      round: this.#label,
      total: this.#total,
      kept: this.#kept,
      done,
      failed: this.#failed,
      running: ended ? 0 : Math.min(this.threads, this.#total - done),
      seconds: (performance.now() - this.#started) / 1000,
      best: this.#bestSoFar(),
      ended,
    };
  }

  #compareWithBest(run: number, figure: number | undefined): void {
    if (figure === undefined || Number.isNaN(figure)) return;
    const { mode } = this.#plan.objective;
    if (!this.#best || isBetter(mode, figure, this.#best.figure)) this.#best = { run, figure };
  }

  #bestSoFar(): BestSoFar | null {
    if (this.#best === undefined) return null;
    const { run, figure } = this.#best;
    const { heads, objective } = this.#plan;
    const { cells } = this.#plan.variant(placeOf(this.#plan, run).variant);
    const variant = Object.fromEntries(heads.map((head, axis) => [head, cells[axis] ?? null]));
    return { run: idOf(this.#plan, run), variant, metric: objective.metric, figure };
  }
}
