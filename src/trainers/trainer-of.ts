import { availableParallelism } from "node:os";
import { InputError } from "../command-line/input-error.ts";
import { scriptRun } from "../contracts/config.ts";
import type { ImportedResults } from "../contracts/imported.ts";
import type { PluginFile } from "../contracts/plugin.ts";
import type { Registry } from "../contracts/registry.ts";
import { enginesOf } from "../execution/engines.ts";
import type { Executor } from "../execution/executor.ts";
import { openImported } from "../execution/imported-runs.ts";
import { openThreads } from "../execution/threads.ts";
import type { OwnPlan, Plan } from "../experiment/plan.ts";
import type { ScriptProgram, TorchTrainer } from "../experiment/trained-by.ts";
import type { RunsUnderWay } from "../journal/progress.ts";
import { openPrograms } from "../program/executor.ts";
import { isShared } from "../program/output.ts";
import { openTorch } from "../torch/executor.ts";

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
  /** Whether the runs were trained before, elsewhere. */
  readonly isPast?: true;
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
 * Our own engine, PyTorch, a program of the user's, or a file of results. No other place tells them apart to train.
 * Throws InputError or ProcessorUnfit before anything is trained.
 */
export function trainerOf(plan: Plan, machine: MachineOptions, means: Means): SweepTrainer {
  const { trainer } = plan;
  switch (trainer.kind) {
    case "engine":
      return ofEngine(plan as OwnPlan, machine, means);
    case "torch":
      return ofTorch(trainer, machine, means);
    case "script":
      return ofProgram(plan, trainer, machine, means);
    case "imported":
      return ofFile(plan, trainer);
  }
}

function ofFile(plan: Plan, results: ImportedResults): SweepTrainer {
  return {
    engine: `imported from ${results.file}`,
    concurrency: 1,
    isPast: true,
    open: () => openImported(plan, results),
  };
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

/** A process has one thread on the processor, so that sums do not depend on what else is trained. */
function ofTorch({ basis }: TorchTrainer, machine: MachineOptions, { folder, parts }: Means): SweepTrainer {
  const { devices } = machine;
  const isOnProcessor = basis.device === "cpu";
  if (devices.length > 0 && basis.device !== "cuda")
    throw new InputError(`--devices: PyTorch trains on ${basis.device} here; --devices is for graphics devices (cuda)`);
  const usual = isOnProcessor ? availableParallelism() : Math.max(1, devices.length);
  return {
    engine: `PyTorch ${basis.torch} on ${basis.device}`,
    concurrency: slotsFor(machine) ?? usual,
    mostRuns: 1,
    open: (slots) => openTorch({ basis, parts, folder, slots, devices }),
  };
}

/** Programs at once, if the user says so. Throws InputError. */
function slotsFor({ concurrency, devices }: MachineOptions): number | undefined {
  if (devices.length > 0 && concurrency !== undefined && concurrency !== devices.length)
    throw new InputError(
      `--concurrency ${concurrency} does not go with --devices: ${devices.length} programs run at once, one for each`,
    );
  return concurrency;
}

function ofProgram(plan: Plan, program: ScriptProgram, machine: MachineOptions, means: Means): SweepTrainer {
  const { devices } = machine;
  const slots = slotsFor(machine) ?? Math.max(1, devices.length);
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
