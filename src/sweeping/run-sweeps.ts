import { join } from "node:path";
import type { Surroundings } from "../command-line/command.ts";
import { type ExitCode, exitCode } from "../command-line/exit-code.ts";
import { InputError } from "../command-line/input-error.ts";
import { openInBrowser } from "../command-line/open-in-browser.ts";
import { terminalWidth } from "../command-line/terminal.ts";
import type { Plan } from "../experiment/plan.ts";
import { rememberIds } from "../folder/remember-ids.ts";
import { exists } from "../io/read.ts";
import { countWhereAsked } from "../loading/count-steps.ts";
import { loadPlans } from "../loading/load-experiments.ts";
import { REPORT } from "../page/write.ts";
import { requireTrust } from "../program/trust.ts";
import { addressOf } from "../queue/redis-address.ts";
import { runsTable } from "../tables/table.ts";
import { refuseLargeWorkbook } from "./large-tables.ts";
import { runShard } from "./run-shard.ts";
import { runSweep, type SweepOptions } from "./run-sweep.ts";

/** Trains what is missing of every experiment. Returns the worst exit code. Throws InputError, FolderInUse or FileError. */
export async function runSweeps(
  files: readonly string[],
  options: SweepOptions,
  surroundings: Surroundings,
): Promise<ExitCode> {
  if (options.queue !== undefined) {
    addressOf(options.queue);
    if (options.shard !== undefined)
      throw new InputError("--shard and --queue both spread the runs over machines: give one of them");
  }
  const { parts, signal } = surroundings;
  const say = (notice: string) => console.error(notice);
  const isHere = options.queue === undefined && !options.dryRun;
  if (isHere && !(await countWhereAsked(files, { ...options, parts, signal, say }))) return exitCode.interrupted;
  const plans = loadPlans(files, { ...options, parts });
  if (options.xlsx) for (const plan of plans) refuseLargeWorkbook(plan);
  if (options.dryRun) {
    for (const plan of plans) console.log(`${plan.name}\n${runsTable(plan, { width: terminalWidth() })}`);
    return exitCode.ok;
  }
  if (options.queue !== undefined || options.shard !== undefined) requireDevice(plans);
  // Behind a queue, it is the workers that start programs.
  if (options.queue === undefined) requireTrust(plans, options.trustScripts);
  if (options.shard !== undefined) refuseAdaptive(plans);
  let worst: ExitCode = exitCode.ok;
  let isOpened = false;
  for (const plan of plans) {
    const remembered = rememberIds(plan);
    const code =
      options.shard === undefined
        ? await runSweep(remembered, options, surroundings)
        : await runShard(remembered, options.shard, options, surroundings);
    if (code === exitCode.interrupted) return code;
    const report = join(options.output, plan.name, REPORT);
    if (options.open && !isOpened && options.shard === undefined && exists(report)) {
      isOpened = true;
      await openInBrowser(report);
    }
    if (code !== exitCode.ok) worst = code;
  }
  return worst;
}

/** Each machine would choose for itself. Throws InputError. */
function requireDevice(plans: readonly Plan[]): void {
  for (const { name, trainer } of plans)
    if (trainer.kind === "torch" && trainer.choseDevice)
      throw new InputError(
        `${name}: training.device is auto, which may be another device on each machine: write device: ${trainer.basis.device} under training, or add --set training.device=${trainer.basis.device}`,
      );
}

/** A search or pruning needs all results, and a shard has only a part of them. Throws InputError. */
function refuseAdaptive(plans: readonly Plan[]): void {
  const adaptive = plans.filter((plan) => plan.adaptive !== undefined);
  if (adaptive.length === 0) return;
  const reasons = adaptive.map(({ name, adaptive }) => {
    const { pruning, seeding } = adaptive ?? {};
    const seeds = seeding && (seeding.looks.length > 1 ? "adds seeds" : "chooses what to confirm");
    const what = pruning ? "prunes" : (seeds ?? "searches");
    return `${name} ${what} by its results, and a shard has only a part of them: train it without --shard, or with --queue`;
  });
  const others = plans.filter((plan) => plan.adaptive === undefined).map(({ name }) => name);
  const remedy =
    others.length === 0
      ? ""
      : `\nNothing was run. To spread the other experiments, name their files: ${others.join(", ")}`;
  throw new InputError(`${reasons.join("\n")}${remedy}`);
}
