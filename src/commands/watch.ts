import { setTimeout } from "node:timers/promises";
import { readState, type Seen } from "../journal/state.ts";
import { BadInput } from "./exit.ts";
import { describeState } from "./tally.ts";

export interface WatchOptions {
  /** Shows the state and ends, instead of following it. */
  readonly once: boolean;
  readonly signal: AbortSignal;
}

const PAUSE = 1000;

/** Shows how far the sweep of a results folder has come, until it ends. Throws BadInput where there was none. */
export async function watch(folder: string, { once, signal }: WatchOptions): Promise<void> {
  for (;;) {
    const seen = readState(folder);
    if (seen === undefined) throw new BadInput(`${folder} holds no sweep that was begun`);
    show(seen, folder);
    if (once || seen.holder === undefined || signal.aborted) break;
    await setTimeout(PAUSE, undefined, { signal }).catch(() => undefined);
  }
  if (process.stdout.isTTY) process.stdout.write("\n");
}

function show(seen: Seen, folder: string): void {
  const line = `${describeState(seen.state)}; ${whereabouts(seen, folder)}`;
  if (process.stdout.isTTY) process.stdout.write(`\r\x1b[K${line.slice(0, process.stdout.columns - 1)}`);
  else console.log(line);
}

function whereabouts({ state, holder }: Seen, folder: string): string {
  if (holder) return `process ${holder.pid} on ${holder.host}`;
  if (state.ended && state.done === state.total) return `ended, see ${folder}`;
  return state.ended ? "stopped; run the sweep again to go on" : "its process died; run the sweep again to go on";
}
