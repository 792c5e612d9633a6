import { basename, dirname, extname, join, relative } from "node:path";
import { InputError } from "../command-line/input-error.ts";
import type { ImportedColumns } from "../contracts/imported.ts";
import type { Registry } from "../contracts/registry.ts";
import { readingIn } from "../execution/files.ts";
import { readResultsFile } from "../execution/imported-runs.ts";
import type { Cell, Plan } from "../experiment/plan.ts";
import { valueIn } from "../imported/cells.ts";
import { columnsOf, type NamedMetric, namedMetric } from "../imported/columns.ts";
import { renderIssues } from "../issues/render.ts";
import { itemAt } from "../numbers/item-at.ts";
import { loadExperiment } from "../plan/load.ts";
import { importedText } from "../starter/imported-text.ts";

/** What a user asks of a file of results. */
export interface ImportRequest {
  readonly axes: readonly string[] | undefined;
  /** See namedMetric; the first is ranked by. */
  readonly metric: readonly string[];
  readonly seed: string;
  readonly epoch: string | undefined;
  readonly status: string | undefined;
  readonly seeds: readonly number[] | undefined;
  /** `axis=value` */
  readonly baseline: readonly string[];
  readonly at: "final" | "best";
  readonly name: string | undefined;
}

/** The plan of a file of results. Throws InputError. */
export function planOfFile(path: string, options: ImportRequest, parts: Registry): Plan {
  const { axes = [], seed, epoch, status, seeds, at } = options;
  const metrics = metricsOf(options.metric);
  const columns: ImportedColumns = { axes, seed, epoch, status, metrics: columnsOf(metrics) };
  const directory = dirname(path);
  const file = basename(path);
  const objective = itemAt(metrics, 0).name;
  const { runs, digest } = readResultsFile({ directory, file, columns, objective, seeds });
  const name = options.name ?? basename(file, extname(file));
  const text = importedText({
    name,
    file,
    digest,
    columns,
    directions: Object.fromEntries(metrics.map((metric) => [metric.name, metric.direction])),
    objective: { metric: objective, at },
    baseline: baselineOf(options.baseline),
    ...runs,
  });
  const readFile = readingIn(directory);
  const loaded = loadExperiment({
    file: relative(".", join(directory, `${name}.yaml`)),
    text,
    directory,
    parts,
    readFile,
  });
  if ("plan" in loaded) return loaded.plan;
  throw new InputError(`The options make no experiment of ${path}:\n${renderIssues(loaded.issues)}`);
}

function metricsOf(texts: readonly string[]): readonly NamedMetric[] {
  if (texts.length === 0) throw new InputError("Name the figure to rank by: --metric val_loss");
  return texts.map((text) => {
    const metric = namedMetric(text);
    if (metric !== undefined) return metric;
    throw new InputError(
      `--metric ${text}: the name of a metric begins with a letter, and has letters, digits, _ / . - only. Give the column a name: --metric 'val_loss=${text}'`,
    );
  });
}

function baselineOf(texts: readonly string[]): Readonly<Record<string, Cell>> {
  return Object.fromEntries(
    texts.map((text) => {
      const [axis = "", value] = text.split(/=(.*)/s);
      if (value === undefined) throw new InputError(`--baseline ${text}: write axis=value, such as scheduler=constant`);
      return [axis.trim(), valueIn(value.trim(), ".")];
    }),
  );
}
