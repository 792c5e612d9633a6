import { join } from "node:path";
import type { Plan } from "../definition/plan.ts";
import { execute } from "../execution/execute.ts";
import { planDigest } from "../results/digest.ts";
import { isComplete } from "../results/manifest.ts";
import { openStore } from "../results/store.ts";
import type { VariantSummary } from "../results/summary.ts";
import { runsTable, summaryTable } from "../results/table.ts";
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
  readonly signal: AbortSignal;
}

/** Runs every experiment whose results are not there yet. Throws BadInput, FileError, or the signal's reason. */
export async function sweep(files: readonly string[], options: SweepOptions): Promise<ExitCode> {
  const plans = loadPlans(files, options);
  if (options.dryRun) {
    for (const plan of plans) console.log(`${plan.name}\n${runsTable(plan, { width: width() })}`);
    return exit.ok;
  }
  let code: ExitCode = exit.ok;
  for (const plan of plans) {
    const failed = await sweepOne(plan, options);
    if (failed > 0) code = exit.failed;
  }
  return code;
}

/** Returns how many runs failed. */
async function sweepOne(plan: Plan, options: SweepOptions): Promise<number> {
  const folder = join(options.output, plan.name);
  const runs = plan.variants * plan.seeds.length;
  if (!options.fresh && (await isComplete(folder, planDigest(plan)))) {
    console.log(`${plan.name}: all ${count(runs, "run")} are in ${folder}; nothing to train (--fresh trains again)`);
    return 0;
  }
  const started = new Date();
  const { summary, failed } = await train(plan, folder, started, options);
  const seconds = ((Date.now() - started.getTime()) / 1000).toFixed(1);
  console.log(`${plan.name}: ${count(runs, "run")} in ${seconds} s → ${folder}`);
  console.log(summaryTable(plan, summary, { width: width() }));
  if (failed > 0) console.error(`${plan.name}: ${count(failed, "run")} failed; see the column error of runs.csv`);
  return failed;
}

async function train(plan: Plan, folder: string, started: Date, options: SweepOptions): Promise<Trained> {
  const { concurrency, signal } = options;
  const store = await openStore(folder, plan);
  const progress = openProgress(plan, process.stderr);
  let failed = 0;
  try {
    for await (const { result } of execute(plan, {
      concurrency,
      signal,
      onStart: progress.start,
      onFinished: progress.advance,
    })) {
      if (result.outcome.status === "failed") failed++;
      await store.append(result);
    }
  } catch (error) {
    await store.discard();
    throw error;
  } finally {
    progress.stop();
  }
  const summary = await store.finish({ version, engine: "wasm", started, finished: new Date() });
  return { summary, failed };
}

interface Trained {
  readonly summary: readonly VariantSummary[];
  readonly failed: number;
}

const count = (n: number, what: string) => `${n} ${what}${n === 1 ? "" : "s"}`;

/** Columns of the terminal; a usual width where there is none. */
const width = () => process.stdout.columns || 120;
