import { join } from "node:path";
import type { Plan } from "../definition/plan.ts";
import type { Ending } from "../execution/execute.ts";
import { inSession } from "../execution/session.ts";
import { planDigest } from "../results/digest.ts";
import type { Journal } from "../results/journal/journal.ts";
import { isComplete } from "../results/manifest.ts";
import { rebuild } from "../results/rebuild.ts";
import { rememberIds } from "../results/remember-ids.ts";
import { hasReport } from "../results/report/read.ts";
import { rowsOf, runsTable, summaryTable } from "../results/table.ts";
import { type ExitCode, exit } from "./exit.ts";
import { type LoadOptions, loadPlans } from "./experiments.ts";
import { openProgress } from "./progress.ts";
import { version } from "./version.ts";

export interface SweepOptions extends LoadOptions {
  /** Chunks of runs trained at once. */
  readonly concurrency: number;
  /** The folder that stands for results/. */
  readonly output: string;
  readonly dryRun: boolean;
  /** Trains even what is there already. */
  readonly fresh: boolean;
  /** Forgets runs that are no longer in the experiment. */
  readonly pruneCache: boolean;
  readonly signal: AbortSignal;
  /** What goes on with an interrupted sweep. */
  readonly resume: string;
}

/** Runs every experiment whose results are not there yet. Throws BadInput, FolderInUse or FileError. */
export async function sweep(files: readonly string[], options: SweepOptions): Promise<ExitCode> {
  const plans = loadPlans(files, options);
  if (options.dryRun) {
    for (const plan of plans) console.log(`${plan.name}\n${runsTable(plan, { width: width() })}`);
    return exit.ok;
  }
  let worst: ExitCode = exit.ok;
  for (const plan of plans) {
    const code = await sweepOne(rememberIds(plan), options);
    if (code === exit.interrupted) return code;
    if (code !== exit.ok) worst = code;
  }
  return worst;
}

async function sweepOne(plan: Plan, options: SweepOptions): Promise<ExitCode> {
  const folder = join(options.output, plan.name);
  const runs = plan.variants * plan.seeds.length;
  const isKept = !options.fresh && !options.pruneCache;
  if (isKept && (await isComplete(folder, planDigest(plan))) && (await hasReport(folder))) {
    console.log(`${plan.name}: all ${count(runs, "run")} are in ${folder}; nothing to train (--fresh trains again)`);
    return exit.ok;
  }
  warnOfRows(plan);
  const { concurrency, fresh, signal } = options;
  const started = new Date();
  const watcher = openProgress(plan, concurrency, process.stderr);
  return inSession(plan, { folder, concurrency, fresh, signal, watcher }, async (journal, ending) => {
    watcher.stop();
    if (ending.kind !== "done") return explainEnding(plan, ending, watcher.state(true), options);
    const code = await report(plan, folder, journal, started);
    if (options.pruneCache) await journal.prune();
    return code;
  }).finally(watcher.stop);
}

async function report(plan: Plan, folder: string, journal: Journal, started: Date): Promise<ExitCode> {
  const finished = new Date();
  const summary = await rebuild(folder, plan, journal, { version, engine: "wasm", started, finished });
  const seconds = ((finished.getTime() - started.getTime()) / 1000).toFixed(1);
  console.log(`${plan.name}: ${count(plan.variants * plan.seeds.length, "run")} in ${seconds} s → ${folder}`);
  console.log(summaryTable(plan, summary, { width: width() }));
  let unfinished = 0;
  for (const { failed, timeout } of summary) unfinished += failed + timeout;
  if (unfinished === 0) return exit.ok;
  console.error(`${plan.name}: ${count(unfinished, "run")} failed; see the column error of runs.csv`);
  return exit.failed;
}

function explainEnding(
  plan: Plan,
  ending: Exclude<Ending, { kind: "done" }>,
  { done, total }: { readonly done: number; readonly total: number },
  { resume }: SweepOptions,
): ExitCode {
  const kept = `${done} of ${count(total, "run")} are done and kept`;
  switch (ending.kind) {
    case "interrupted":
      console.error(`${plan.name}: interrupted; ${kept}. To go on:\n  ${resume}`);
      return exit.interrupted;
    case "too many failures":
      console.error(
        `${plan.name}: stopped, as ${count(plan.policy.maxFailures ?? 0, "run")} (max_failures) failed for the same ` +
          `reason: ${ending.error}\n${kept}. When the reason is gone:\n  ${resume}`,
      );
      return exit.failed;
  }
}

/** Rows that Excel and LibreOffice show, the heads' among them. */
const SHEET_ROWS = 1_048_576;

function warnOfRows(plan: Plan): void {
  const rows = rowsOf(plan);
  if (rows < SHEET_ROWS) return;
  console.error(
    `${plan.name}: epochs.csv will have ${rows} rows, and spreadsheets show ${SHEET_ROWS}; ` +
      "results: {epochs: last}, best, or a number n for every n-th keep it shorter",
  );
}

const count = (n: number, what: string) => `${n} ${what}${n === 1 ? "" : "s"}`;

/** Columns of the terminal; a usual width where there is none. */
const width = () => process.stdout.columns || 120;
