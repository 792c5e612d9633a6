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

/** Where the data of a new experiment come from. */
export type StarterData =
  | { readonly kind: "generated"; readonly name: DataName }
  /** @param path relative to the experiment, with slashes */
  | { readonly kind: "own"; readonly path: string; readonly table: OwnData };

/** All that a new experiment is made of. */
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

/** A value as YAML on one line, even where a name of the user's has a line break in it. */
function line(value: unknown): string {
  const document = new Document(value);
  visit(document, {
    Scalar(_, node) {
      if (typeof node.value === "string" && /\p{Cc}/u.test(node.value)) node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return document.toString(ON_ONE_LINE).trimEnd();
}

/** Small data in small batches, so that an epoch is several steps; large data in large ones, so that it is soon over. */
function batchSize(rows: number): number {
  if (rows < 200) return 8;
  return rows < 5000 ? 32 : 256;
}

const SEEDS = 5;

function dataPart(data: StarterData): unknown {
  if (data.kind === "generated") {
    const { samples, params } = DATA[data.name];
    return { type: data.name, samples, ...params };
  }
  const { target, task, drop, one_hot, validation } = data.table;
  const lists = { ...(drop.length > 0 && { drop }), ...(one_hot.length > 0 && { one_hot }) };
  return { type: "csv", path: data.path, target, task, ...lists, ...(validation === 0 && { validation }) };
}

function aboutData(data: StarterData): string[] {
  if (data.kind === "generated")
    return ["# What is learnt from: data drawn anew, the same in every run. 20 % of the rows are held out."];
  const { guesses, validation } = data.table;
  const held = validation > 0 ? "; 20 % of the rows are held out" : "";
  return [
    `# What is learnt from: your file (its path is relative to this one)${held}.`,
    ...guesses.map((guess) => `#   ${guess}`),
  ];
}

function gridLines({ schedules, epochs, optimizer }: Starter): string[] {
  const { lr } = OPTIMIZERS[optimizer];
  return schedules.flatMap((name) => {
    const { variant, says, write } = SCHEDULES[name];
    const written: unknown = write({ epochs, lr });
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
  const { lr, params } = OPTIMIZERS[optimizer];
  const layers = [...MODELS[model].layers, { type: "Linear", out_features: outputs }];
  const rates = [lr / 3, lr, lr * 3].map((rate) => Number(rate.toPrecision(1)));
  const lines = [
    `# yaml-language-server: $schema=${schema}`,
    "# Written by lrsweep init. Change any line. An editor with a YAML language server explains each key.",
    "",
    "# What the results are filed under: results/<name>.",
    `name: ${line(name)}`,
    `description: ${line(`Which schedule is best to learn ${says}?`)}`,
    "",
    ...aboutData(data),
    `data: ${line(dataPart(data))}`,
    "",
    `# From the first layer to the last; input sizes are inferred. Here: ${MODELS[model].says}.`,
    "model:",
    ...layers.map((layer) => `  - ${line(layer)}`),
    task === "classification"
      ? "# Of classes: the last layer has one output for each. Accuracy is measured besides."
      : "# Of numbers: the mean squared error. r2 is the share of the variance that is explained.",
    task === "classification" ? "loss: CrossEntropyLoss" : "loss: MSELoss",
    ...(task === "regression" ? ["metrics: [r2]"] : []),
    "",
    `# PyTorch's, by its own names and defaults: ${OPTIMIZERS[optimizer].says}. lr is the rate that schedules start from.`,
    `optimizer: ${line({ type: optimizer, lr, ...params })}`,
    "",
    "# How long a run is. An epoch is one pass over the training rows.",
    `training: ${line({ epochs, batch_size: batchSize(rows) })}`,
    "# Each variant is trained from so many random starts, the same for all of them: what differs is the schedule's doing.",
    `seeds: ${SEEDS}`,
    "# What ranks the variants.",
    `objective: {metric: ${validates ? "val_loss" : "train_loss"}}`,
    "",
    "# What is compared: every combination of the axes below. The first schedule is what the others are measured against.",
    "grid:",
    "  # Is it the schedule, or just the rate? Take the # off the next line to see.",
    `  # optimizer.lr: ${line(rates)}`,
    "  scheduler:",
    ...gridLines(starter),
  ];
  return `${lines.join("\n")}\n`;
}
