import { availableParallelism } from "node:os";
import { InputError } from "../command-line/input-error.ts";
import { scriptRun } from "../contracts/config.ts";
import { isOwn, type OwnPlan, type Plan } from "../contracts/plan.ts";
import type { PluginFile } from "../contracts/plugin.ts";
import type { Registry } from "../contracts/registry.ts";
import type { ScriptProgram } from "../contracts/trained-by.ts";
import { enginesOf } from "../execution/engines.ts";
import type { Executor } from "../execution/executor.ts";
import { openThreads } from "../execution/threads.ts";
import type { RunsUnderWay } from "../journal/progress.ts";
import { openPrograms } from "./executor.ts";
import { isShared } from "./output.ts";

/** What a user says of where runs are trained. */
interface MachineOptions {
  /** Threads or programs at once; undefined: what suits the trainer. */
  readonly concurrency: number | undefined;
  /** Graphics devices of each program, such as "0,1"; none: every program sees all. */
  readonly devices: readonly string[];
}

/** Who trains the runs of a plan on this machine. */
interface SweepTrainer {
  /** For people: "AVX-512". */
  readonly engine: string;
  /** Threads or programs at once. */
  readonly concurrency: number;
  /** Most runs of a chunk; undefined: as many as are quick to train. */
  readonly mostRuns?: number;
  /**
   * @param slots chunks in training at once
   * @param progress keeps what runs report before their end
   */
  open(slots: number, progress: RunsUnderWay): Executor;
}

interface Means {
  /** The results folder. */
  readonly folder: string;
  readonly parts: Registry;
  readonly plugins: readonly PluginFile[];
  readonly say: (notice: string) => void;
}

/**
 * Our own engine, or a program of the user's. No other place tells them apart to train.
 * Throws InputError or ProcessorUnfit before anything is trained.
 */
export function trainerOf(plan: Plan, machine: MachineOptions, means: Means): SweepTrainer {
  return isOwn(plan) ? ofEngine(plan, machine, means) : ofProgram(plan, plan.trainer as ScriptProgram, machine, means);
}

function ofEngine(plan: OwnPlan, { concurrency, devices }: MachineOptions, { plugins }: Means): SweepTrainer {
  if (devices.length > 0)
    throw new InputError(`--devices: ${plan.name} is trained on the processor; devices are for programs of your own`);
  const processors = concurrency ?? availableParallelism();
  return {
    engine: enginesOf(plan),
    concurrency: processors,
    open: (threads) => openThreads(threads, { plugins, processors }),
  };
}

function ofProgram(plan: Plan, program: ScriptProgram, machine: MachineOptions, means: Means): SweepTrainer {
  const { concurrency, devices } = machine;
  if (devices.length > 0 && concurrency !== undefined && concurrency !== devices.length)
    throw new InputError(
      `--concurrency ${concurrency} does not go with --devices: ${devices.length} programs run at once, one for each`,
    );
  const slots = concurrency ?? Math.max(1, devices.length);
  if (slots > 1 && isShared(scriptRun(plan.variant(0).config)))
    throw new InputError(
      `${plan.name}: ${slots} programs at once would write to the same script.output; put {directory} into its path, and into the command`,
    );
  const { directory, tests = [] } = plan;
  const shared = { program, directory, tests, devices, schedulers: means.parts.scheduler };
  return {
    engine: "a program of its own",
    // Most programs take a whole device.
    concurrency: slots,
    mostRuns: 1,
    open: (slots, progress) => openPrograms({ ...shared, folder: means.folder, say: means.say, slots, progress }),
  };
}
