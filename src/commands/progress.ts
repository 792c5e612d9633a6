import cliProgress from "cli-progress";
import type { Plan } from "../definition/plan.ts";
import type { Finished } from "../execution/execute.ts";

/** Tells a person how far a sweep has come: a bar on a terminal, else a line now and then. */
export interface Progress {
  advance(finished: readonly Finished[]): void;
  stop(): void;
}

/** Seconds between two lines when there is no terminal. */
const PAUSE = 10;

/** Follows the best figure of the objective so far. */
class Leader {
  #best: number | undefined;

  constructor(private readonly plan: Plan) {}

  see({ result: { outcome } }: Finished): void {
    if (outcome.status !== "ok") return;
    const { metric, mode, at } = this.plan.objective;
    const figures = outcome.figures.metrics[metric];
    const value = at === "final" ? figures?.final : figures?.best?.value;
    if (value === undefined || Number.isNaN(value)) return;
    const isBetter = this.#best === undefined || (mode === "min" ? value < this.#best : value > this.#best);
    if (isBetter) this.#best = value;
  }

  toString(): string {
    return this.#best === undefined ? "" : `, best ${this.plan.objective.metric} ${this.#best.toPrecision(4)}`;
  }
}

/** @param total runs to train */
export function startProgress(plan: Plan, total: number, output: NodeJS.WriteStream): Progress {
  return output.isTTY ? bar(plan, total, output) : lines(plan, total, output);
}

function bar(plan: Plan, total: number, stream: NodeJS.WriteStream): Progress {
  const leader = new Leader(plan);
  const started = performance.now();
  const options = { format: `${plan.name} {bar} {value}/{total} runs, {rate}/s, ETA {eta_formatted}{leader}`, stream };
  const drawn = new cliProgress.SingleBar({ ...options, hideCursor: true }, cliProgress.Presets.shades_classic);
  let done = 0;
  drawn.start(total, 0, { rate: 0, leader: "" });
  return {
    advance(finished) {
      done += finished.length;
      finished.forEach((run) => {
        leader.see(run);
      });
      const rate = Math.round((done / (performance.now() - started)) * 1000);
      drawn.update(done, { rate, leader: String(leader) });
    },
    stop: () => drawn.stop(),
  };
}

function lines(plan: Plan, total: number, stream: NodeJS.WriteStream): Progress {
  const leader = new Leader(plan);
  const started = performance.now();
  let done = 0;
  let told = started;
  return {
    advance(finished) {
      done += finished.length;
      finished.forEach((run) => {
        leader.see(run);
      });
      const now = performance.now();
      if (now - told < PAUSE * 1000) return;
      told = now;
      const left = Math.round(((now - started) / done) * (total - done)) / 1000;
      stream.write(`${plan.name}: ${done} of ${total} runs, about ${Math.ceil(left)} s left${leader}\n`);
    },
    stop: () => undefined,
  };
}
