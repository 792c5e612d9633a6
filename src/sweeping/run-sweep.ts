import { join, relative } from "node:path";
import type { Surroundings } from "../command-line/command.ts";
import { type ExitCode, exitCode } from "../command-line/exit-code.ts";
import { release } from "../command-line/version.ts";
import type { ExecutionEnd } from "../execution/execute.ts";
import type { Executor } from "../execution/executor.ts";
import type { RunCounts } from "../execution/run-counts.ts";
import { inSession, type Watcher } from "../execution/session.ts";
import { isOwn, type Plan } from "../experiment/plan.ts";
import { planDigest } from "../folder/digest.ts";
import { isComplete } from "../folder/manifest.ts";
import type { Shard } from "../folder/shard.ts";
import { addToHistory } from "../journal/history.ts";
import type { Journal } from "../journal/journal.ts";
import type { LoadOptions } from "../loading/load-experiments.ts";
import { counted, countedOf } from "../numbers/counted.ts";
import { hasReport } from "../page/read.ts";
import { REPORT } from "../page/write.ts";
import { requireReachable } from "../queue/connection.ts";
import { openQueue } from "../queue/open-queue.ts";
import { addressOf } from "../queue/redis-address.ts";
import { Rebuild } from "../results/rebuild.ts";
import { runCount } from "../seeding/planned.ts";
import { PROFILES, type ProfileName } from "../tables/profile.ts";
import { trainerOf } from "../trainers/trainer-of.ts";
import { finishSweep } from "./finish-sweep.ts";
import { warnOfRows } from "./large-tables.ts";
import { openProgress } from "./progress.ts";

export interface SweepOptions extends Omit<LoadOptions, "parts"> {
  /** Threads or programs at once; undefined: what suits who trains. */
  readonly concurrency: number | undefined;
  /** Graphics devices of each program at once. */
  readonly devices: readonly string[];
  /** Whether programs that experiments name may run. */
  readonly trustScripts: boolean;
  /** The results folder. */
  readonly output: string;
  readonly dryRun: boolean;
  /** Trains every run again. */
  readonly fresh: boolean;
  /** Deletes runs that are no longer in the experiment. */
  readonly pruneCache: boolean;
  /** Trains one part of the runs, into a folder of its own; see merge. */
  readonly shard: Shard | undefined;
  /** URL of a Redis where workers fetch the runs; undefined: they are trained here. */
  readonly queue: string | undefined;
  /** Format of the CSV files. */
  readonly csv: ProfileName;
  /** Also writes a workbook. */
  readonly xlsx: boolean;
  /** Opens the report in the browser. */
  readonly open: boolean;
}

/** Trains the missing runs of a plan and writes its results. Throws FolderInUse, ProcessorUnfit or FileError. */
export async function runSweep(plan: Plan, options: SweepOptions, surroundings: Surroundings): Promise<ExitCode> {
  const { signal, continuation, parts, plugins } = surroundings;
  const folder = join(options.output, plan.name);
  const format = { profile: PROFILES[options.csv], workbook: options.xlsx };
  const isKept = !options.fresh && !options.pruneCache;
  if (isKept && hasReport(folder) && (await isComplete(folder, planDigest(plan), format))) {
    const count = runCount(plan);
    const all = plan.adaptive?.seeding ? "all runs are" : count === 1 ? "the one run is" : `all ${count} runs are`;
    console.log(`${plan.name}: ${all} in ${folder}; nothing to train (--fresh trains again)`);
    console.log(`Report: ${join(folder, REPORT)}`);
    return exitCode.ok;
  }
  const say = (notice: string) => watcher.say(notice);
  const trainer = trainerOf(plan, options, { folder, parts, plugins, say });
  warnOfRows(plan, format);
  // Before the results folder is made.
  if (options.queue !== undefined) await requireReachable(addressOf(options.queue));
  const { fresh } = options;
  const { engine, concurrency } = trainer;
  const started = new Date();
  const watcher = openProgress(plan, concurrency, process.stderr);
  const openExecutor =
    options.queue === undefined
      ? trainer.open
      : queueOpener(plan, folder, { url: options.queue, mostRuns: trainer.mostRuns }, watcher, surroundings);
  let begun: Rebuild | undefined;
  const onAdded = (journal: Journal, count: number) => {
    begun ??= new Rebuild(folder, plan, journal, format);
    void begun.follow(ROWS_PER_RUN * count);
  };
  // Results decide only at the end which runs belong to the results.
  const follow = plan.adaptive === undefined ? { onAdded } : {};
  const session = { folder, concurrency, fresh, signal, watcher, ...follow, openExecutor };
  return inSession(plan, session, async (journal, ending, decided, counts) => {
    watcher.stop();
    if (ending.kind !== "done") {
      addToHistory(folder, {
        ...{ started: started.toISOString(), finished: new Date().toISOString(), end: ending.kind },
        ...{ trained: watcher.trained(), ...counts, finding: "" },
      });
      return explainEnding(plan, ending, counts, {
        continuation,
        look: surroundings.print("report", folder),
      });
    }
    const files = begun ?? new Rebuild(folder, decided.plan, journal, format);
    const trained = trainer.isPast ? Number.POSITIVE_INFINITY : watcher.trained();
    const code = await finishSweep(decided, folder, files, { engine, started, trained }, format);
    if (options.pruneCache) await journal.prune(decided.plan);
    return code;
  }).finally(async () => {
    watcher.stop();
    await begun?.discard();
  });
}

/** Rows written for each run that ends: more than one, so that the files catch up with runs from earlier sweeps. */
const ROWS_PER_RUN = 4;

/** Opens workers behind a queue instead of threads. */
function queueOpener(
  plan: Plan,
  folder: string,
  { url, mostRuns }: { readonly url: string; readonly mostRuns: number | undefined },
  { say }: Pick<Watcher, "say">,
  { print, plugins }: Surroundings,
): () => Promise<Executor> {
  const used = plugins.filter(({ digest }) => plan.plugins.includes(digest));
  const copy = isOwn(plan) ? [] : ["--experiment", join(plan.directory, `${plan.name}.yaml`), "--trust-scripts"];
  const words = [...used.flatMap(({ path }) => ["--plugin", relative(".", path)]), ...copy];
  const workerCommand = (shown: string) => print("worker", "--queue", shown, ...words);
  return () => openQueue(plan, { address: addressOf(url), release, folder, plugins, say, workerCommand, mostRuns });
}

export function explainEnding(
  plan: Plan,
  ending: Exclude<ExecutionEnd, { kind: "done" }>,
  { ended, runs }: RunCounts,
  { continuation, look }: { readonly continuation: string; readonly look?: string },
): ExitCode {
  const kept = countedOf(ended, runs, "run", ["has ended and is kept", "have ended and are kept"]);
  switch (ending.kind) {
    case "interrupted":
      console.error(
        `${plan.name}: interrupted; ${kept}.${look ? ` To see what they gave:\n  ${look}\n` : " "}To continue:\n  ${continuation}`,
      );
      return exitCode.interrupted;
    case "too many failures":
      console.error(
        `${plan.name}: stopped because ${counted(plan.policy.maxFailures ?? 0, "run")} (max_failures) failed for the same ` +
          `reason: ${ending.error}\n${kept}. When the cause is fixed, continue with:\n  ${continuation}`,
      );
      return exitCode.failed;
  }
}
