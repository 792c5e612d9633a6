import { availableParallelism } from "node:os";
import { join } from "node:path";
import { defineCommand, type Surroundings } from "../command-line/command.ts";
import { exitCode } from "../command-line/exit-code.ts";
import { InputError } from "../command-line/input-error.ts";
import { option, repeatedOption, requiredOption, textOption } from "../command-line/parameters.ts";
import { wholeNumber } from "../command-line/read-values.ts";
import { release } from "../command-line/version.ts";
import { openThreads } from "../execution/threads.ts";
import { isOwn } from "../experiment/plan.ts";
import { planDigest } from "../folder/digest.ts";
import { isFolder } from "../io/read.ts";
import { inTemporaryFolder } from "../io/temporary-folder.ts";
import { loadPlans } from "../loading/load-experiments.ts";
import { localProgress } from "../program/local-progress.ts";
import { requireTrust } from "../program/trust.ts";
import { Refused } from "../queue/chunk-trainer.ts";
import type { OwnCopy } from "../queue/own-copy.ts";
import { addressOf } from "../queue/redis-address.ts";
import { serve } from "../queue/worker.ts";
import { openSameTorch } from "../torch/same-torch.ts";
import { trainerOf } from "../trainers/trainer-of.ts";
import { concurrencyOption, outputOption, pluginOptions, programOptions } from "./options.ts";

/** Three weeks: the longest time that Node's clocks can wait is little more. */
const MOST_IDLE_SECONDS = 21 * 24 * 3600;

export const worker = defineCommand({
  name: "worker",
  group: "Many machines",
  summary: "train for sweeps that were started with the same --queue",
  details: "Start as many workers as you like, on any machine. The version of lrsweep must be that of the sweep.",
  arguments: {},
  options: {
    queue: requiredOption("url", "the Redis: redis://… or rediss://…; LRSWEEP_REDIS_PASSWORD may hold the password"),
    ...concurrencyOption,
    ...pluginOptions,
    experiment: repeatedOption(
      "file",
      "experiment with a program (script) of which this worker has a copy; may be repeated",
    ),
    ...programOptions,
    ...outputOption,
    data: textOption("folder", "where to look for data files; they are recognized by content, not by name", {
      completes: "folder",
    }),
    idle: option("seconds", "end after so long without work; default: never", wholeNumber(1, MOST_IDLE_SECONDS)),
  },
  examples: [
    { words: ["--queue", "redis://localhost:6379"], does: "Train for every sweep at this Redis." },
    { words: ["--queue", "redis://localhost:6379", "--idle", "60"], does: "End after a minute without work." },
  ],
  onInterrupt: "Stopping. Runs in training get up to 5 s to finish; press Ctrl-C again to stop at once.",
  async run({ queue, data, idle, ...machine }, { signal, plugins, parts }) {
    const address = addressOf(queue);
    if (data !== undefined && !isFolder(data)) throw new InputError(`--data ${data}: there is no such folder`);
    const say = (notice: string) => console.error(notice);
    const copies = copiesOf(machine, { parts, plugins, say });
    let sweeps = 0;
    const slots = machine.concurrency ?? availableParallelism();
    try {
      await inTemporaryFolder((folder) =>
        serve({
          address,
          release,
          data,
          parts,
          plugins,
          executor: openThreads(slots, { plugins }),
          openTorch: (basis) =>
            openSameTorch(basis, { parts, folder: join(folder, String(sweeps++)), slots, devices: machine.devices }),
          copies,
          idle,
          signal,
          say,
        }),
      );
    } catch (error) {
      throw error instanceof Refused ? new InputError(error.message) : error;
    }
    return exitCode.ok;
  },
});

interface WorkerMachine {
  readonly experiment: readonly string[];
  readonly concurrency: number | undefined;
  readonly devices: readonly string[];
  readonly trustScripts: boolean;
  readonly output: string;
}

/** The experiments whose programs this worker may start. Throws InputError. */
function copiesOf(
  { experiment, trustScripts, output, ...machine }: WorkerMachine,
  means: Pick<Surroundings, "parts" | "plugins"> & { readonly say: (notice: string) => void },
): readonly OwnCopy[] {
  if (experiment.length === 0) return [];
  const plans = loadPlans(experiment, {
    set: [],
    maxRuns: Number.POSITIVE_INFINITY,
    strict: false,
    output,
    parts: means.parts,
  });
  requireTrust(plans, trustScripts);
  return plans.map((plan) => {
    if (isOwn(plan))
      throw new InputError(`--experiment: ${plan.name} has no program; workers get its runs from the queue`);
    const folder = join(output, plan.name);
    const { concurrency, open } = trainerOf(plan, machine, { ...means, folder });
    const progress = localProgress(join(folder, "under-way"));
    return { plan, digest: planDigest(plan), open: () => open(concurrency, progress) };
  });
}
