import { Document, Scalar, visit } from "yaml";
import {
  DATA,
  type DataName,
  MODELS,
  type ModelName,
  OPTIMIZERS,
  type OptimizerName,
  SCHEDULES,
  type ScheduleName,
  type Task,
} from "./choices.ts";
import type { OwnData } from "./own-data.ts";

/** The source of a new experiment's data. */
export type StarterData =
  | { readonly kind: "generated"; readonly name: DataName }
  /** @param path relative to the experiment, with slashes */
  | { readonly kind: "own"; readonly path: string; readonly table: OwnData };

/** Everything that a new experiment is made from. */
export interface Starter {
  readonly name: string;
  readonly data: StarterData;
  readonly model: ModelName;
  readonly optimizer: OptimizerName;
  /** At least one, each once. */
  readonly schedules: readonly ScheduleName[];
  readonly epochs: number;
}

interface DataFacts {
  readonly task: Task;
  readonly outputs: number;
  readonly rows: number;
  readonly says: string;
  readonly validates: boolean;
}

export function factsOf(data: StarterData): DataFacts {
  if (data.kind === "own") {
    const { task, classes, rows, target, validation } = data.table;
    const says = `${JSON.stringify(target)} of ${JSON.stringify(data.path)}`;
    return { task, outputs: Math.max(1, classes), rows, says, validates: validation > 0 };
  }
  const { task, samples, says, ...rest } = DATA[data.name];
  return { task, outputs: "classes" in rest ? rest.classes : 1, rows: samples, says, validates: true };
}

const ON_ONE_LINE = {
  collectionStyle: "flow",
  flowCollectionPadding: false,
  lineWidth: 0,
  doubleQuotedAsJSON: true,
} as const;

/** A value as YAML on one line, even if a name in the user's file has a line break. */
export function line(value: unknown): string {
  const document = new Document(value);
  visit(document, {
    Scalar(_, node) {
      if (typeof node.value === "string" && /\p{Cc}/u.test(node.value)) node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return document.toString(ON_ONE_LINE).trimEnd();
}

/** Small batches for small data, so that an epoch has several steps; large batches for large data, so that it is short. */
function batchSize(rows: number): number {
  if (rows < 200) return 8;
  return rows < 5000 ? 32 : 256;
}

const SEEDS = 5;

function dataPart(data: StarterData): unknown {
  if (data.kind === "generated") {
    const { samples, params } = DATA[data.name];
    return { type: data.name, samples, ...params, seed: "per seed" };
  }
  const { target, task, drop, one_hot, missing, decimal, validation } = data.table;
  return {
    ...{ type: "csv", path: data.path, target, task },
    ...(drop.length > 0 && { drop }),
    ...(one_hot.length > 0 && { one_hot }),
    ...(Object.keys(missing).length > 0 && { missing }),
    ...(decimal !== undefined && { decimal }),
    ...(validation === 0 && { validation }),
  };
}

function aboutData(data: StarterData): string[] {
  if (data.kind === "generated")
    return [
      "# Data to learn from: generated, and 20 % of the rows are held out. Each seed draws a data set of its own, so that the answer is",
      "# not about a single one. All schedules see the same data at a seed.",
    ];
  const { guesses, validation } = data.table;
  const held = validation > 0 ? "; 20 % of the rows are held out, the same ones in every run" : "";
  return [
    `# Data to learn from: your file (its path is relative to this file)${held}.`,
    ...guesses.map((guess) => `#   ${guess}`),
  ];
}

/** The schedules of a grid, each named. */
export function scheduleLines(schedules: readonly ScheduleName[], epochs: number): string[] {
  return schedules.flatMap((name) => {
    const { variant, says, write } = SCHEDULES[name];
    const written: unknown = write({ epochs });
    const key = `    ${variant}:`;
    if (!Array.isArray(written)) return [`${key} ${line(written)} # ${says}`];
    return [`${key} # ${says}`, ...written.map((phase) => `      - ${line(phase)}`)];
  });
}

/**
 * The text of a new experiment. It passes check, and its sweep takes seconds.
 * @param schema the path of the JSON Schema from the experiment, for editors
 */
export function starterText(starter: Starter, schema: string): string {
  const { name, data, model, optimizer, epochs } = starter;
  const { task, outputs, rows, says, validates } = factsOf(data);
  const { lr, params: usual } = OPTIMIZERS[optimizer];
  // A cycle sets the momentum at every step, in the place of one that is written.
  const params = starter.schedules.every((schedule) => schedule === "one-cycle") ? {} : usual;
  const layers = [...MODELS[model].layers, { type: "Linear", out_features: outputs }];
  const rates = [lr / 3, lr, lr * 3].map((rate) => Number(rate.toPrecision(1)));
  const lines = [
    `# yaml-language-server: $schema=${schema}`,
    "# Written by lrsweep init. Change any line. An editor with a YAML language server explains each key.",
    "",
    "# Name of the results folder: results/<name>.",
    `name: ${line(name)}`,
    `description: ${line(`Which schedule is best for learning ${says}?`)}`,
    "",
    ...aboutData(data),
    `data: ${line(dataPart(data))}`,
    "",
    `# Layers, from first to last. Input sizes are inferred. Here: ${MODELS[model].says}.`,
    "model:",
    ...layers.map((layer) => `  - ${line(layer)}`),
    task === "classification"
      ? "# Classification: the last layer has one output per class. Accuracy is measured as well."
      : "# Regression: the mean squared error. r2 is the share of the variance that the model explains.",
    task === "classification" ? "loss: CrossEntropyLoss" : "loss: MSELoss",
    ...(task === "regression" ? ["metrics: [r2]"] : []),
    "",
    `# Names and defaults are PyTorch's. ${optimizer}: ${OPTIMIZERS[optimizer].says}. Schedules start from the rate lr.`,
    `optimizer: ${line({ type: optimizer, lr, ...params })}`,
    "",
    "# Length of a run. An epoch is one pass over the training rows.",
    `training: ${line({ epochs, batch_size: batchSize(rows) })}`,
    "# Every variant is trained with each of these seeds. A seed draws the initial weights and the order of the rows.",
    `seeds: ${SEEDS}`,
    `# How variants are ranked.${task === "classification" ? " A lower loss may come with no more right answers, so it is the accuracy." : ""}`,
    `objective: {metric: ${validates ? "val" : "train"}_${task === "classification" ? "accuracy" : "loss"}}`,
    "",
    "# Variants: every combination of the axes below. The first schedule is the baseline of the others.",
    "grid:",
    "  # Is it the schedule, or just the rate? Remove the # from the next line to find out.",
    `  # optimizer.lr: ${line(rates)}`,
    "  scheduler:",
    ...scheduleLines(starter.schedules, epochs),
  ];
  return `${lines.join("\n")}\n`;
}
