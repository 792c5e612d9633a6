import cliProgress from "cli-progress";
import { ProgressCounter } from "../execution/progress-counter.ts";
import type { Watcher } from "../execution/session.ts";
import type { Todo } from "../execution/todo.ts";
import type { Plan } from "../experiment/plan.ts";
import { oneLine, printable } from "../issues/printable.ts";
import { countedOf } from "../numbers/counted.ts";
import { bestText, describeState, durationText, paceOf, rateText } from "../saved/describe-state.ts";

/** Shows the progress of a sweep: a bar on a terminal, otherwise a line every few seconds. */
interface Progress extends Watcher {
  /** Runs that were trained so far, in all rounds. */
  trained(): number;
  stop(): void;
}

/** Time between two lines without a terminal. */
const LINE_PAUSE_SECONDS = 10;

export function openProgress(plan: Plan, threads: number, output: NodeJS.WriteStream): Progress {
  const counter = new ProgressCounter(plan, threads);
  let trained = 0;
  const shown = output.isTTY ? bar(plan, counter, output) : lines(counter, output);
  return {
    start(todo, known) {
      counter.start(todo, known);
      const notice = todo.label === "" ? startNotice(todo) : "";
      if (notice) output.write(`${plan.name}: ${notice}\n`);
      if (todo.kept < todo.total) shown.start();
    },
    advance(ended) {
      counter.add(ended);
      trained += ended.length;
      shown.show();
    },
    state: (ended) => counter.state(ended),
    say: (notice) => output.write(`${plan.name}: ${printable(notice)}\n`),
    trained: () => trained,
    stop: shown.stop,
  };
}

/** Explains why fewer runs are trained than the grid has. */
function startNotice({ total, same, kept }: Todo): string {
  const notices: string[] = [];
  if (same > 0)
    notices.push(
      `${countedOf(same, total + same, "run", ["is the same as another", "are the same as others"])} and trained once`,
    );
  if (kept > 0) notices.push(`${countedOf(kept, total, "run", ["is", "are"])} there already`);
  return notices.join("; ");
}

interface Display {
  start(): void;
  show(): void;
  stop(): void;
}

function bar(plan: Plan, counter: ProgressCounter, stream: NodeJS.WriteStream): Display {
  const options = { format: `${plan.name} {round}{bar} {value}/{total} runs, {pace}{best}`, stream, hideCursor: true };
  const drawn = new cliProgress.SingleBar(options, cliProgress.Presets.shades_classic);
  const payload = () => {
    const state = counter.state(false);
    const pace = paceOf(state);
    return {
      round: state.round && `${state.round} `,
      pace: pace ? `${rateText(pace.rate)}, ${durationText(pace.left)} left` : "",
      best: state.best === null ? "" : `, ${oneLine(bestText(state.best))}`,
    };
  };
  return {
    start: () => drawn.start(counter.state(false).total, counter.state(false).done, payload()),
    show: () => drawn.update(counter.state(false).done, payload()),
    stop: () => drawn.stop(),
  };
}

function lines(counter: ProgressCounter, stream: NodeJS.WriteStream): Display {
  let told = performance.now();
  return {
    start: () => undefined,
    show() {
      const now = performance.now();
      if (now - told < LINE_PAUSE_SECONDS * 1000) return;
      told = now;
      stream.write(`${oneLine(describeState(counter.state(false)))}\n`);
    },
    stop: () => undefined,
  };
}
