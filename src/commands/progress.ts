import cliProgress from "cli-progress";
import type { Plan } from "../definition/plan.ts";
import type { Finished } from "../execution/execute.ts";

/** Tells a person how far a sweep has come: a bar on a terminal, else a line now and then. */
export interface Progress {
  start(runs: number): void;
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

export function openProgress(plan: Plan, output: NodeJS.WriteStream): Progress {
  return output.isTTY ? bar(plan, output) : lines(plan, output);
}

function bar(plan: Plan, stream: NodeJS.WriteStream): Progress {
  const leader = new Leader(plan);
  const started = performance.now();
  const options = { format: `${plan.name} {bar} {value}/{total} runs, {rate}/s, ETA {eta_formatted}{leader}`, stream };
  const drawn = new cliProgress.SingleBar({ ...options, hideCursor: true }, cliProgress.Presets.shades_classic);
  let done = 0;
  return {
    start: (runs) => drawn.start(runs, 0, { rate: 0, leader: "" }),
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

function lines(plan: Plan, stream: NodeJS.WriteStream): Progress {
  const leader = new Leader(plan);
  const started = performance.now();
  let total = 0;
  let done = 0;
  let told = started;
  return {
    start(runs) {
      total = runs;
    },
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
