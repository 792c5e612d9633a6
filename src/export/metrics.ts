import type { Model } from "../bind/model.ts";
import type { TorchMetric } from "../contracts/torch.ts";
import { block, type Lines } from "./lines.ts";
import { literal } from "./python.ts";

/** A metric that a script measures, by the name in its columns. */
export interface WrittenMetric extends TorchMetric {
  readonly name: string;
}

/** What of a model's metrics PyTorch can measure, and stands in such columns. */
export function writtenMetrics({ metrics }: Model, columns: readonly string[]): readonly WrittenMetric[] {
  return metrics.flatMap(({ name, torch }) =>
    torch !== undefined && columns.includes(`train_${name}`) ? [{ name, ...torch }] : [],
  );
}

/** The columns of the figures that such a script computes. */
export const measuredColumns = (metrics: readonly WrittenMetric[]): readonly string[] => [
  ...["train_loss", "val_loss", "grad_norm"],
  ...metrics.flatMap(({ name }) => [`train_${name}`, `val_${name}`]),
];

/** The functions of a metric. */
export const metricFunctions = ({ name, terms, figure }: WrittenMetric): readonly string[] =>
  [
    [`def ${name}_terms(output, target):`, terms],
    [`def ${name}_of(terms):`, figure],
  ].map((lines: Lines) => block(lines).join("\n"));

/** Where an epoch's terms are kept, empty. */
export const noTerms = (metrics: readonly WrittenMetric[]): string =>
  `terms = {${metrics.map(({ name }) => `${literal(name)}: []`).join(", ")}}`;

/** A line for each metric that keeps the terms of a batch. */
export const keepTerms = (metrics: readonly WrittenMetric[]): readonly string[] =>
  metrics.map(({ name }) => `terms[${literal(name)}].append(${name}_terms(output, target))`);

/** The figure of an epoch's terms. */
export const figureOfTerms = ({ name }: WrittenMetric): string => `${name}_of(torch.cat(terms[${literal(name)}]))`;

/** The figure of `output` and `target`. */
export const figureOfOutput = ({ name }: WrittenMetric): string => `${name}_of(${name}_terms(output, target))`;
