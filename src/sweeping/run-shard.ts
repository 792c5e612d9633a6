import { join } from "node:path";
import type { Surroundings } from "../command-line/command.ts";
import { type ExitCode, exitCode } from "../command-line/exit-code.ts";
import { release } from "../command-line/version.ts";
import { inSession } from "../execution/session.ts";
import type { Plan } from "../experiment/plan.ts";
import { planDigest } from "../folder/digest.ts";
import { type Shard, shardFolder, shardText, writeShardNote } from "../folder/shard.ts";
import type { RunsUnderWay } from "../journal/progress.ts";
import { counted } from "../numbers/counted.ts";
import { trainerOf } from "../trainers/trainer-of.ts";
import { openProgress } from "./progress.ts";
import { explainEnding, type SweepOptions } from "./run-sweep.ts";

/** Trains a shard's runs; its folder holds them until all are merged. */
export async function runShard(
  plan: Plan,
  shard: Shard,
  options: SweepOptions,
  { signal, continuation, parts, plugins }: Surroundings,
): Promise<ExitCode> {
  const folder = join(options.output, shardFolder(plan.name, shard));
  const { fresh } = options;
  const say = (notice: string) => watcher.say(notice);
  const { concurrency, open } = trainerOf(plan, options, { folder, parts, plugins, say });
  const watcher = openProgress(plan, concurrency, process.stderr);
  const torch = plan.trainer.kind === "torch" && { torch: plan.trainer.basis };
  const note = { name: plan.name, shard, digest: planDigest(plan), release, directory: plan.directory, ...torch };
  // Written at the start, so that the runs of a shard that died can be merged.
  const openExecutor = async (slots: number, progress: RunsUnderWay) => {
    await writeShardNote(folder, note, plan.text);
    return open(slots, progress);
  };
  return inSession(
    plan,
    { folder, concurrency, fresh, signal, watcher, shard, openExecutor },
    async (_, ending, __, counts) => {
      watcher.stop();
      const { failed } = watcher.state(true);
      if (ending.kind !== "done") return explainEnding(plan, ending, counts, { continuation });
      console.log(`${plan.name}: shard ${shardText(shard)}, ${counted(counts.runs, "run")} → ${folder}`);
      if (failed === 0) return exitCode.ok;
      console.error(`${plan.name}: ${counted(failed, "run")} failed; the next sweep of this shard tries them again`);
      return exitCode.failed;
    },
  ).finally(watcher.stop);
}
