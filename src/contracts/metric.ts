import Type, { type TProperties } from "typebox";
import type { Shape } from "../tape/shape.ts";
import type { Tape, Tensor } from "../tape/tape.ts";
import type { PartConfig } from "./config.ts";
import { idling, Misfit, type Part, type PartDefinition, type Resolved, resolved } from "./part.ts";
import type { LaneMetric } from "./side-by-side.ts";
import type { TorchMetric } from "./torch.ts";

/** The metric columns of runs that measure these figures, in order. */
export function metricColumns(names: readonly string[]): readonly string[] {
  return ["train_loss", "val_loss", ...names.flatMap((name) => [`train_${name}`, `val_${name}`]), "grad_norm"];
}

/** Those that every run has. */
export const COMMON_COLUMNS = metricColumns([]);

/** What the head of a metric column looks like. Which metrics there are is for the registry to say, and which a run has for its plan. */
const COLUMN = /^(?:(?:train|val)_[a-z][a-z0-9_]*|grad_norm)$/;

/** The head of a metric column. */
export const metricColumnSchema = Type.Union([
  Type.Enum([...COMMON_COLUMNS]),
  Type.String({ pattern: COLUMN.source, title: "a metric such as val_accuracy" }),
]);

/** Whether a column of that head may be one of a metric. */
export function isMetricColumn(head: string): boolean {
  return COLUMN.test(head);
}

/** What other programs put before and after the names of metric columns. */
const OTHER_WORDS: readonly (readonly [RegExp, string])[] = [
  [/[\s-]+/g, "_"],
  [/^(?:validation|valid|eval|evaluation|dev|test|holdout)_/, "val_"],
  [/^training_/, "train_"],
  [/_acc$/, "_accuracy"],
  [/_(?:ppl|perp)$/, "_perplexity"],
  [/^(?:acc|accuracy)$/, "val_accuracy"],
  [/^(?!train_|val_|grad_norm$)/, "val_"],
];

/** The metric column that a text was meant to be, if it reads like one: `validation_loss`, `Val Acc`, `accuracy`. */
export function columnMeant(text: string): string {
  return OTHER_WORDS.reduce((name, [other, ours]) => name.replace(other, ours), text.trim().toLowerCase());
}

/** The metric a column is of, as it stands in heads; undefined for the loss and the norm, which every run has. */
export function metricOfColumn(head: string): string | undefined {
  const name = head.replace(/^(?:train|val)_/, "");
  return name === "loss" || name === "grad_norm" ? undefined : name;
}

/** What a loss takes a model's outputs for, which decides what else can be measured of them. */
export type Prediction =
  /** Numbers to compare with the targets, one by one. */
  | { readonly kind: "numbers" }
  /** The logit of a target being 1, for each. */
  | { readonly kind: "binary" }
  /**
   * A score for each class, at each target. `ignored`: a class that does not count. `isLikelihood`: whether softmax makes
   * probabilities of the scores.
   */
  | { readonly kind: "classes"; readonly ignored: number; readonly isLikelihood: boolean };

/** What a metric is measured of. */
export interface Measured {
  readonly prediction: Prediction;
  /** The loss's type, for messages. */
  readonly loss: string;
  /** The model's. */
  readonly output: Shape;
}

/** A figure beside the loss, from sums over the batches of an epoch. */
export interface MetricPlan {
  /** What follows `train_` and `val_` in a column's head. */
  readonly name: string;
  /** How many sums it is made of. */
  readonly sums: number;
  /** Records a batch's share of each sum. @param sums where: float32 [steps, sums] */
  emit(tape: Tape, output: Tensor, targets: Tensor, sums: number): void;
  /** What a row adds to each sum, for runs side by side. Absent: it is not measured so. */
  readonly lane?: LaneMetric;
  /** @param sums over the epoch's batches, in double precision @param rows of them all */
  reduce(sums: readonly number[], rows: number): number;
  /** How PyTorch measures it. Absent: exported scripts leave it out, and engine torch refuses it. */
  readonly torch?: TorchMetric;
}

export interface MetricPart extends Part {
  readonly slot: "metric";
  /** Whether small or large values are good. */
  readonly better: "min" | "max";
  /** Of a metric whose name depends on its parameters: an expression that matches its names. Default: its name is its type. */
  readonly names?: string;
  /** Whether it can be below 0. Default: no. */
  readonly canBeNegative?: boolean;
  /** Throws Misfit where it cannot be measured. */
  plan(config: PartConfig, measured: Measured): MetricPlan;
}

export function defineMetric<P extends TProperties>(
  definition: PartDefinition<P> & {
    better: "min" | "max";
    names?: string;
    canBeNegative?: boolean;
    plan: (params: Resolved<P>, measured: Measured) => MetricPlan;
  },
): MetricPart {
  const { plan, idle, ...rest } = definition;
  return {
    slot: "metric",
    ...rest,
    ...idling<P>(idle),
    plan: (config, measured) => plan(resolved<P>(config), measured),
  };
}

/** The prediction as classes. Throws Misfit for any other. */
export function requireClasses({ prediction, loss }: Measured): Prediction & { readonly kind: "classes" } {
  if (prediction.kind === "classes") return prediction;
  const found = prediction.kind === "binary" ? "one output for two classes" : "numbers";
  const remedy = "use a loss of classes such as CrossEntropyLoss, or leave this metric out";
  throw new Misfit(undefined, `it needs a score for each class, but under ${loss} the model gives ${found}`, remedy);
}

/** Throws Misfit unless outputs are numbers like the targets. */
export function requireNumbers({ prediction, loss }: Measured): void {
  if (prediction.kind === "numbers") return;
  const remedy = "use a loss of numbers such as MSELoss, or leave this metric out";
  throw new Misfit(undefined, `it compares numbers, but under ${loss} the model tells classes apart`, remedy);
}
