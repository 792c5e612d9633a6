import { basename, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { defineCommand } from "../command-line/command.ts";
import { type ExitCode, exitCode } from "../command-line/exit-code.ts";
import { argument, flag } from "../command-line/parameters.ts";
import { readSaved } from "../folder/saved.ts";
import { oneLine } from "../issues/printable.ts";
import { readState, type Seen } from "../journal/state.ts";
import { describeState } from "../saved/describe-state.ts";
import { noResults } from "../saved/no-results.ts";

const PAUSE_MS = 1000;

export const watch = defineCommand({
  name: "watch",
  group: "Run",
  summary: "show the progress of a running sweep",
  details: "Run it in a second terminal. It ends when the sweep ends.",
  arguments: { folder: argument("results of the sweep: results/<name>", { completes: "result" }) },
  options: { once: flag("show the progress once and end") },
  examples: [{ words: ["results/decay-strategies"], does: "Follow the sweep until it ends." }],
  onInterrupt: "",
  isOnlyOutput: true,
  async run({ folder, once }, { signal }) {
    for (;;) {
      const seen = readState(folder, new Date());
      if (seen === undefined) return showMerged(folder);
      show(seen, folder);
      if (once || seen.holder === undefined || signal.aborted) break;
      await setTimeout(PAUSE_MS, undefined, { signal }).catch(() => undefined);
    }
    if (process.stdout.isTTY) process.stdout.write("\n");
    return exitCode.ok;
  },
});

/** What `merge` put together has results, but no sweep of its own. */
function showMerged(folder: string): ExitCode {
  if (readSaved(folder) === undefined) throw noResults(folder, "no sweep");
  console.log(`${basename(resolve(folder))}: finished, see ${folder}`);
  return exitCode.ok;
}

function show(seen: Seen, folder: string): void {
  const { round, sweep } = seen.state;
  const all = round === "" ? "" : `, ${sweep.ended} of ${sweep.runs} runs in all`;
  const line = oneLine(`${describeState(seen.state)}${all}; ${whereabouts(seen, folder)}`);
  if (process.stdout.isTTY) process.stdout.write(`\r\x1b[K${line.slice(0, process.stdout.columns - 1)}`);
  else console.log(line);
}

function whereabouts({ state, holder }: Seen, folder: string): string {
  if (holder) return `process ${holder.pid} on ${holder.host}`;
  if (state.ended && state.done === state.total) return `finished, see ${folder}`;
  return state.ended ? "stopped; run the sweep again to continue" : "its process died; run the sweep again to continue";
}
