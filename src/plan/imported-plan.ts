import type { PointChecker } from "../check/point-checker.ts";
import type { ImportedConfig } from "../contracts/imported.ts";
import type { Compare, Objective, Plan, Policy } from "../experiment/plan.ts";
import { type ImportedExperiment, readImported } from "../imported/read.ts";
import type { Issues } from "../issues/collector.ts";
import { itemAt } from "../numbers/item-at.ts";
import type { Digest } from "../numbers/sha256.ts";
import { reportedObjectiveIssue, usualMetric } from "../script/metrics.ts";
import type { MapNode } from "../source/tree.ts";
import { baselineFinder, type Fixed, variantTable } from "./baseline.ts";
import { runId } from "./identity.ts";
import { readBaseline } from "./read-baseline.ts";
import { testedBy } from "./read-compare.ts";

/** Facts that the plan takes from the document. */
interface ImportedFacts {
  readonly name: string;
  readonly description: string;
  readonly text: string;
  readonly directory: string;
  readonly seeds: readonly number[];
  readonly policy: Policy;
  /** Of the runs' identities. */
  readonly digest: Digest | undefined;
}

type RankedMetrics = Pick<PointChecker, "usualMetric" | "objectiveIssue" | "directions">;

/**
 * The plan of results that were there before. Its text lists the variants, so the file of results need not be there any more.
 * @param settle gives the objective
 */
export function importedPlan(
  root: MapNode,
  { digest, ...facts }: ImportedFacts,
  settle: (ranking: RankedMetrics) => Objective,
  issues: Issues,
): Plan | undefined {
  const imported = readImported(root, issues);
  if (imported === undefined) return undefined;
  const { results, metrics, variants } = imported;
  const { axes } = results.columns;
  const cellsOf = (index: number) => itemAt(variants, index);
  const table = variantTable(axes, variants.length, cellsOf);
  const objective = settle({
    usualMetric: usualMetric(metrics),
    directions: metrics.directions,
    objectiveIssue: (metric, at) => reportedObjectiveIssue(metrics, metric, at),
  });
  const node = root.entries.get("baseline")?.value;
  const fixed = node?.kind === "map" ? readBaseline("baseline", node, table, issues) : undefined;
  const textOf = identityOf(imported);
  return {
    ...facts,
    files: [],
    heads: axes,
    variants: variants.length,
    rates: [],
    metrics: metrics.names,
    plugins: [],
    objective,
    compare: compareOf(axes, fixed),
    trainer: results,
    variant: (index) => ({
      index,
      cells: cellsOf(index),
      config: configOf(imported, index),
      base: { lr: [] },
      stepsPerEpoch: 1,
    }),
    baselineOf: fixed === undefined ? () => undefined : baselineFinder(table, fixed),
    runId: (index, seed) =>
      runId({ text: textOf(configOf(imported, index)), digest: results.digest, plugins: [] }, seed, digest),
  };
}

/** The axis of the baseline is compared, within each combination of the others: nothing was tuned here. */
function compareOf(axes: readonly string[], fixed: Fixed | undefined): Compare {
  const [only, another] = fixed ?? [];
  const [axis, against] = another === undefined ? (only ?? []) : [];
  const strata = axes.map((_, column) => column).filter((column) => column !== axis);
  return { ...testedBy(undefined), axis, against, tune: [], own: [], strata, isSearched: false };
}

function configOf({ results, variants, epochs }: ImportedExperiment, index: number): ImportedConfig {
  const cells = itemAt(variants, index);
  const values = results.columns.axes.map((axis, i) => [axis, itemAt(cells, i)] as const);
  return { imported: Object.fromEntries(values), scheduler: [], training: { epochs } };
}

/** A run's configuration as canonical JSON: its values, and the columns that its figures are read from. */
function identityOf({ results: { columns } }: ImportedExperiment): (config: ImportedConfig) => string {
  const { seed, epoch = null, status = null, metrics } = columns;
  const sorted = (record: object) => Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
  const read = JSON.stringify({ epoch, metrics: sorted(metrics), seed, status });
  return ({ imported }) => `{"columns":${read},"imported":${JSON.stringify(sorted(imported))}}`;
}
