import type { TestName } from "../analysis/test-family.ts";
import type { Verdict } from "../analysis/verdict.ts";
import type { Cell, Objective } from "../experiment/plan.ts";
import { type Figure, toNumber } from "../numbers/figure.ts";
import type { UnitName } from "../replicates/population.ts";

/** Version of this format. Data of another version must be gathered again. */
export const REPORT_FORMAT = 7;

/** A mean, with its 95 % interval if there are at least two runs. */
export interface MeanInterval {
  readonly mean: Figure;
  readonly low: Figure;
  readonly high: Figure;
}

/** Difference of the objective from the baseline's at the same seeds; the ratio minus 1 where `isRatio`. */
export type Difference =
  | { readonly kind: "none" | "identical" }
  | { readonly kind: "single"; readonly difference: Figure; readonly isRatio: boolean }
  | ({
      readonly kind: "paired";
      readonly isRatio: boolean;
      readonly p: number;
      /** p after the correction for all comparisons, and what tested it. null if it was not tested. */
      readonly pAdjusted: number | null;
      readonly test: TestName | null;
      readonly effect: Figure;
    } & MeanInterval);

/** A variant over its seeds. */
export interface ReportVariant {
  readonly cells: readonly Cell[];
  /** Counted from 1. null if none of its runs finished. */
  readonly rank: number | null;
  /** Whether it may be the best of its sweep: it cannot be told from the first by rank. */
  readonly isTied: boolean;
  readonly n: number;
  readonly diverged: number;
  readonly failed: number;
  readonly pruned: number;
  readonly objective: MeanInterval;
  readonly median: Figure;
  /** As a share of all seeds. */
  readonly seedsWon: number;
  readonly difference: Difference;
  readonly verdict: Verdict;
}

/** The effect of an axis on the objective. */
export interface ReportAxis {
  readonly axis: string;
  /** Share of the variance between variants. */
  readonly share: Figure;
  readonly values: readonly {
    readonly text: string;
    /** Mean or median of the variants' figures. */
    readonly middle: Figure;
    readonly n: number;
    readonly diverged: number;
  }[];
}

/** A table of texts, of which some columns are numbers. */
export interface TextTable {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly numeric: readonly number[];
}

export interface Axes {
  /** How the shares were computed. */
  readonly method: string;
  /** The median if some figure exploded, because a mean then says nothing. */
  readonly middle: "mean" | "median";
  readonly axes: readonly ReportAxis[];
  readonly interactions: Figure;
}

/** One value per epoch over a variant's seeds. There is no band if all seeds are equal. */
export interface Course {
  readonly mean: readonly Figure[];
  readonly band: { readonly low: readonly Figure[]; readonly high: readonly Figure[] } | null;
}

/** Courses of the best variants. */
export interface Courses {
  /** The shown epochs, ascending. A variant that trains for fewer epochs has fewer values. */
  readonly epochs: readonly number[];
  /** Optimizer steps of an epoch, by index of the variant. */
  readonly steps: readonly number[];
  /** Columns of epochs.csv with courses: first the rates. */
  readonly rates: readonly string[];
  readonly metrics: readonly string[];
  /** By index of the variant, then by column: rates, then metrics. */
  readonly of: readonly (readonly Course[])[];
}

/** Runs in plan order, one list per column. */
export interface ReportRuns {
  readonly id: readonly string[];
  /** Index among the report's variants. */
  readonly variant: readonly number[];
  readonly seed: readonly number[];
  /** Values on the axes that draw data: one list for each of the report's `draws`. */
  readonly drawn: readonly (readonly Cell[])[];
  readonly status: readonly string[];
  readonly epochs: readonly number[];
  /** One list for each of the report's metrics. */
  readonly final: readonly (readonly Figure[])[];
  readonly best: readonly (readonly Figure[])[];
  /** Best epoch by the objective's metric. */
  readonly bestEpoch: readonly (number | null)[];
  /** Error text by index among these runs. */
  readonly errors: Readonly<Record<number, string>>;
}

/** A sweep that the figures come from. A comparison has several. */
export interface ReportSource {
  readonly name: string;
  readonly yaml: string;
  /** The facts in manifest.json, without checksums: name and text of each. */
  readonly facts: readonly (readonly [string, string])[];
  /** Paths of the result files, relative to the page. */
  readonly files: readonly string[];
}

/** Everything that a report shows. Plain JSON. */
export interface ReportData {
  readonly format: number;
  readonly title: string;
  readonly description: string;
  /** The sentences of the answer. */
  readonly answer: readonly string[];
  readonly heads: readonly string[];
  /** Heads of the axes that draw data: their values are pooled. */
  readonly draws: readonly string[];
  /** What intervals and tests are over. */
  readonly unit: UnitName;
  readonly objective: Objective;
  /** The metrics with figures, the objective's first. */
  readonly metrics: readonly string[];
  /** Ordered by rank. */
  readonly variants: readonly ReportVariant[];
  /** Each schedule at its best point. null where nothing is tuned, and in a comparison. */
  readonly tuned: TextTable | null;
  /** Variants that several compared sweeps have, seed by seed. null in the report of one sweep, and where there are none. */
  readonly pairs: TextTable | null;
  /** null in a comparison. */
  readonly axes: Axes | null;
  readonly courses: Courses;
  readonly runs: ReportRuns;
  /** Totals of the sweep. The lists above may be cut. */
  readonly total: {
    readonly variants: number;
    readonly runs: number;
    readonly statuses: Readonly<Record<string, number>>;
    /** What each variant was trained with: data sets, folds, seeds. Empty in a comparison. */
    readonly repeats: readonly { readonly of: string; readonly count: number }[];
  };
  readonly sources: readonly ReportSource[];
}

/** The figure by which a run counts: that of the objective. Only runs that ended ok count. */
export function objectiveFigures({ runs, objective }: ReportData): readonly number[] {
  const figures = (objective.at === "final" ? runs.final : runs.best)[0] ?? [];
  return runs.status.map((status, i) => (status === "ok" ? toNumber(figures[i]) : Number.NaN));
}

/** The distinct values under a head: numbers ascending, names in plan order. */
export function axisValues({ variants, runs }: ReportData, column: number): readonly Cell[] {
  const values = [...new Set(runs.variant.map((variant) => variants[variant]?.cells[column] ?? null))];
  const isNumeric = values.every((value) => typeof value === "number");
  return isNumeric ? values.sort((a, b) => Number(a) - Number(b)) : values;
}
