import { type Plan, placeOf } from "../contracts/plan.ts";
import type { Ended } from "../execution/execute.ts";
import { idOf, type Todo } from "../execution/todo.ts";
import type { SweepState } from "../journal/state.ts";

/** Counts what a sweep has done so far, and remembers its best run. */
export class Tally {
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

  /** A round begins. @param plan as far as it is known by now */
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
      else if (report.status === "ok") this.#see(run, report.figure);
    }
  }

  state(ended: boolean): SweepState {
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
      best: this.#bestText(),
      ended,
    };
  }

  #see(run: number, figure: number | undefined): void {
    if (figure === undefined || Number.isNaN(figure)) return;
    const { mode } = this.#plan.objective;
    const isBetter = !this.#best || (mode === "min" ? figure < this.#best.figure : figure > this.#best.figure);
    if (isBetter) this.#best = { run, figure };
  }

  #bestText(): string {
    if (this.#best === undefined) return "";
    const { run, figure } = this.#best;
    const { cells } = this.#plan.variant(placeOf(this.#plan, run).variant);
    const shown = cells.filter((cell) => cell !== null).join(", ");
    return `best ${this.#plan.objective.metric} ${figure.toPrecision(4)} (${idOf(this.#plan, run)}${shown && `: ${shown}`})`;
  }
}

/** Runs trained a second, and seconds left at that rate; undefined before the first ends. */
export function paceOf({ total, kept, done, seconds }: SweepState): { rate: number; left: number } | undefined {
  const rate = (done - kept) / seconds;
  return rate > 0 ? { rate, left: (total - done) / rate } : undefined;
}

/** One line: "demo: 340 of 1000 runs, 2 failed, 2 running, 120/s, about 6 s left, best …". */
export function describeState(state: SweepState): string {
  const { name, round, total, done, failed, running, best, ended } = state;
  const pace = paceOf(state);
  const parts = [...(round ? [round] : []), `${done} of ${total} runs`];
  if (failed > 0) parts.push(`${failed} failed`);
  if (!ended) parts.push(`${running} running`);
  if (pace && !ended) parts.push(`${rateText(pace.rate)}, about ${durationText(pace.left)} left`);
  if (best) parts.push(best);
  return `${name}: ${parts.join(", ")}`;
}

export function rateText(rate: number): string {
  if (rate >= 1) return `${rate < 10 ? rate.toFixed(1) : Math.round(rate)}/s`;
  return `${(rate * 60).toPrecision(2)}/min`;
}

export function durationText(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
