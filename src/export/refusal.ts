import { bindModel } from "../bind/model.ts";
import type { Registry } from "../contracts/registry.ts";
import { NoPyTorch, spell } from "../contracts/torch.ts";
import type { TorchRefusal, TorchRun, TorchSection } from "../experiment/torch-means.ts";
import { writeModel } from "./model.ts";
import { writeOptimizer } from "./optimizer.ts";
import type { RunToWrite } from "./run.ts";
import { writeSchedule } from "./schedule.ts";

/** Why a section of a run cannot be written in PyTorch; undefined where it can. */
export function refusalOf(section: TorchSection, task: TorchRun, parts: Registry): TorchRefusal | undefined {
  try {
    WRITERS[section]({ ...task, parts, keyOf: () => [] });
    return undefined;
  } catch (error) {
    if (error instanceof NoPyTorch) return { message: error.message, type: error.type };
    throw error;
  }
}

type SectionTask = TorchRun & Pick<RunToWrite, "parts" | "keyOf">;

/** Each writes its section, and throws NoPyTorch where it cannot. */
const WRITERS: Readonly<Record<TorchSection, (task: SectionTask) => void>> = {
  model: (task) => void writeModel(task),
  loss: ({ config, parts }) => void spell(parts.loss[config.loss.type] as Registry["loss"][string], config.loss),
  metrics({ config, shape, parts }) {
    const { metrics } = bindModel(config, shape, parts);
    const at = metrics.findIndex(({ torch }) => torch === undefined);
    const type = config.metrics[at]?.type;
    if (type !== undefined)
      throw new NoPyTorch(`the definition of ${type} has no 'torch' that says how to measure it`, type);
  },
  optimizer(task) {
    const { config, shape, parts, cycles } = task;
    writeOptimizer(task, bindModel(config, shape, parts).parameters, cycles);
  },
  scheduler(task) {
    writeSchedule(task);
  },
};
