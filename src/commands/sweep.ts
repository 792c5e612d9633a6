import { join } from "node:path";
import { counted } from "../analysis/wording.ts";
import { type Plan, runCount } from "../contracts/plan.ts";
import { type Choice, chooseEngines, confirmEngines, onlyWasm } from "../execution/engines.ts";
import type { Ending } from "../execution/execute.ts";
import type { Executor } from "../execution/executor.ts";
import { inSession, type Watcher } from "../execution/session.ts";
import { openThreads } from "../execution/threads.ts";
import { planDigest } from "../folder/digest.ts";
import { isComplete } from "../folder/manifest.ts";
import { rememberIds } from "../folder/remember-ids.ts";
import { type Shard, shardFolder, shardText, writeShardNote } from "../folder/shard.ts";
import type { Journal } from "../journal/journal.ts";
import { hasReport } from "../page/read.ts";
import { parts } from "../parts.ts";
import { openQueue } from "../queue/coordinator.ts";
import { Rebuild } from "../results/rebuild.ts";
import { PROFILES, type ProfileName } from "../tables/profile.ts";
import { runsTable } from "../tables/table.ts";
import { conclude } from "./conclude.ts";
import { BadInput, type ExitCode, exit } from "./exit.ts";
import { type LoadOptions, loadPlans } from "./experiments.ts";
import { openProgress } from "./progress.ts";
import { addressOf } from "./queue.ts";
import { refuseLargeWorkbook, warnOfRows } from "./table-size.ts";
import { terminalWidth } from "./terminal-width.ts";
import { release } from "./version.ts";

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
  /** Trains a part of the runs, into a folder of its own; see merge. */
  readonly shard?: Shard;
  /** A Redis, where workers fetch the runs; default: they are trained here. */
  readonly queue?: string;
  /** How the CSV files are written. */
  readonly csv: ProfileName;
  /** Writes a workbook, too. */
  readonly xlsx: boolean;
  readonly signal: AbortSignal;
  /** What goes on with an interrupted sweep. */
  readonly resume: string;
}

/** Runs every experiment whose results are not there yet. Throws BadInput, FolderInUse or FileError. */
export async function sweep(files: readonly string[], options: SweepOptions): Promise<ExitCode> {
  if (options.queue !== undefined) {
    addressOf(options.queue);
    if (options.shard !== undefined)
      throw new BadInput("--shard and --queue are two ways to the same: give one of them");
  }
  const plans = loadPlans(files, options);
  if (options.xlsx) for (const plan of plans) refuseLargeWorkbook(plan);
  if (options.dryRun) {
    for (const plan of plans) console.log(`${plan.name}\n${runsTable(plan, { width: terminalWidth() })}`);
    return exit.ok;
  }
  if (options.shard !== undefined) refuseAdaptive(plans);
  let worst: ExitCode = exit.ok;
  for (const plan of plans) {
    const choice = engineChoice(plan, options);
    const code = await sweepOne({ ...choice, plan: rememberIds(choice.plan) }, options);
    if (code === exit.interrupted) return code;
    if (code !== exit.ok) worst = code;
  }
  return worst;
}

function engineChoice(plan: Plan, { output, fresh, shard, queue }: SweepOptions): Choice {
  const isSpread = shard !== undefined || queue !== undefined;
  return isSpread ? onlyWasm(plan) : chooseEngines(plan, join(output, plan.name), fresh, parts);
}

/** What is decided from results, round by round, needs all of them, which a shard has not. */
function refuseAdaptive(plans: readonly Plan[]): void {
  const adaptive = plans.filter((plan) => plan.adaptive !== undefined);
  if (adaptive.length === 0) return;
  const reasons = adaptive.map(({ name, adaptive }) => {
    const what = adaptive?.pruning ? "prunes by its results" : "searches by its results (tpe)";
    return `${name} ${what}, of which a shard has only a part: train it without --shard, or with --queue`;
  });
  const others = plans.filter((plan) => plan.adaptive === undefined).map(({ name }) => name);
  const remedy =
    others.length === 0 ? "" : `\nNothing was run. To spread the others, name their files: ${others.join(", ")}`;
  throw new BadInput(`${reasons.join("\n")}${remedy}`);
}

async function sweepOne({ plan, ...choice }: Choice, options: SweepOptions): Promise<ExitCode> {
  if (options.shard !== undefined) return sweepShard(plan, options.shard, options);
  const folder = join(options.output, plan.name);
  const format = { profile: PROFILES[options.csv], workbook: options.xlsx };
  const isKept = !options.fresh && !options.pruneCache;
  if (isKept && hasReport(folder) && (await isComplete(folder, planDigest(plan), format))) {
    console.log(
      `${plan.name}: all ${counted(runCount(plan), "run")} are in ${folder}; nothing to train (--fresh trains again)`,
    );
    return exit.ok;
  }
  confirmEngines(choice);
  for (const notice of choice.notices) console.error(`${plan.name}: ${notice}`);
  warnOfRows(plan, format);
  const { concurrency, fresh, signal } = options;
  const started = new Date();
  const watcher = openProgress(plan, concurrency, process.stderr);
  const open = options.queue === undefined ? {} : { openExecutor: queueOpener(plan, folder, options.queue, watcher) };
  let begun: Rebuild | undefined;
  const onAdded = (journal: Journal, count: number) => {
    begun ??= new Rebuild(folder, plan, journal, format);
    void begun.follow(PACE * count);
  };
  // What follows from results is not known before the end.
  const follow = plan.adaptive === undefined ? { onAdded } : {};
  const session = { folder, concurrency, fresh, signal, watcher, ...follow, ...open };
  return inSession(plan, session, async (journal, ending, decided) => {
    watcher.stop();
    if (ending.kind !== "done") return explainEnding(plan, ending, watcher.state(true), options);
    const files = begun ?? new Rebuild(folder, decided.plan, journal, format);
    const code = await conclude(decided, folder, files, started, format);
    if (options.pruneCache) await journal.prune(decided.plan);
    return code;
  }).finally(async () => {
    watcher.stop();
    await begun?.discard();
  });
}

/** Trains a shard's runs; its folder holds them until all are merged. */
async function sweepShard(plan: Plan, shard: Shard, options: SweepOptions): Promise<ExitCode> {
  const folder = join(options.output, shardFolder(plan.name, shard));
  const { concurrency, fresh, signal } = options;
  const watcher = openProgress(plan, concurrency, process.stderr);
  const note = { name: plan.name, shard, digest: planDigest(plan), release, directory: plan.directory };
  // From the start, so that what a shard that died has done can be merged.
  const openExecutor = async (threads: number) => {
    await writeShardNote(folder, note, plan.text);
    return openThreads(threads);
  };
  return inSession(plan, { folder, concurrency, fresh, signal, watcher, shard, openExecutor }, async (_, ending) => {
    watcher.stop();
    const { total, failed } = watcher.state(true);
    if (ending.kind !== "done") return explainEnding(plan, ending, watcher.state(true), options);
    console.log(`${plan.name}: shard ${shardText(shard)}, ${counted(total, "run")} → ${folder}`);
    if (failed === 0) return exit.ok;
    console.error(`${plan.name}: ${counted(failed, "run")} failed; the next sweep of this shard tries them again`);
    return exit.failed;
  }).finally(watcher.stop);
}

/** For each run that ends so many are written, so that the files catch up with runs that were there before. */
const PACE = 4;

/** Workers behind a queue in the place of threads. */
function queueOpener(plan: Plan, folder: string, url: string, { say }: Pick<Watcher, "say">): () => Promise<Executor> {
  return () => openQueue(plan, { address: addressOf(url), release, folder, say });
}

function explainEnding(
  plan: Plan,
  ending: Exclude<Ending, { kind: "done" }>,
  { done, total }: { readonly done: number; readonly total: number },
  { resume }: SweepOptions,
): ExitCode {
  const kept = `${done} of ${counted(total, "run")} are done and kept`;
  switch (ending.kind) {
    case "interrupted":
      console.error(`${plan.name}: interrupted; ${kept}. To go on:\n  ${resume}`);
      return exit.interrupted;
    case "too many failures":
      console.error(
        `${plan.name}: stopped, as ${counted(plan.policy.maxFailures ?? 0, "run")} (max_failures) failed for the same ` +
          `reason: ${ending.error}\n${kept}. When the reason is gone:\n  ${resume}`,
      );
      return exit.failed;
  }
}
