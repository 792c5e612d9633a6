import type { Verdict } from "../analysis/comparisons.ts";
import type { Cell, Objective } from "../contracts/plan.ts";
import { type Figure, toNumber } from "../numbers/figure.ts";

/** Of what a report is made; another one must be gathered anew. */
export const REPORT_FORMAT = 2;

/** A mean with its 95 % interval, where there are two runs or more. */
export interface MeanInterval {
  readonly mean: Figure;
  readonly low: Figure;
  readonly high: Figure;
}

/** Of the objective, from the baseline's at the same seeds. */
export type Difference =
  | { readonly kind: "none" | "identical" }
  | { readonly kind: "single"; readonly difference: Figure }
  | ({
      readonly kind: "paired";
      readonly p: number;
      readonly pHolm: number | null;
      readonly effect: Figure;
    } & MeanInterval);

/** A variant over its seeds. */
export interface ReportVariant {
  readonly cells: readonly Cell[];
  /** From 1; null if none of its runs came to an end. */
  readonly rank: number | null;
  readonly n: number;
  readonly diverged: number;
  readonly failed: number;
  readonly pruned: number;
  readonly objective: MeanInterval;
  readonly median: Figure;
  /** Share of the seeds. */
  readonly seedsWon: number;
  readonly difference: Difference;
  readonly verdict: Verdict;
}

/** What an axis does to the objective. */
export interface ReportAxis {
  readonly axis: string;
  /** Of the variance between variants. */
  readonly share: Figure;
  readonly values: readonly {
    readonly text: string;
    /** Of the variants' figures. */
    readonly middle: Figure;
    readonly n: number;
    readonly diverged: number;
  }[];
}

export interface Axes {
  /** How the shares were found. */
  readonly method: string;
  /** Where a figure exploded, a mean says nothing. */
  readonly middle: "mean" | "median";
  readonly axes: readonly ReportAxis[];
  readonly interactions: Figure;
}

/** A value an epoch over a variant's seeds. The ends of the band are left out where all seeds are equal. */
export interface Course {
  readonly mean: readonly Figure[];
  readonly band: { readonly low: readonly Figure[]; readonly high: readonly Figure[] } | null;
}

/** Courses of the best variants. */
export interface Courses {
  /** Epochs that are shown, ascending; a variant that trains for less has fewer values. */
  readonly epochs: readonly number[];
  /** Columns of epochs.csv that there are courses of: rates first. */
  readonly rates: readonly string[];
  readonly metrics: readonly string[];
  /** By place among the report's variants, then by column: rates, metrics. */
  readonly of: readonly (readonly Course[])[];
}

/** Runs in plan order, a list for each column. */
export interface ReportRuns {
  readonly id: readonly string[];
  /** Place among the report's variants. */
  readonly variant: readonly number[];
  readonly seed: readonly number[];
  readonly status: readonly string[];
  readonly epochs: readonly number[];
  /** For each of the report's metrics. */
  readonly final: readonly (readonly Figure[])[];
  readonly best: readonly (readonly Figure[])[];
  /** Of the objective's metric. */
  readonly bestEpoch: readonly (number | null)[];
  /** By place among these runs. */
  readonly errors: Readonly<Record<number, string>>;
}

/** Where figures come from. A comparison has several. */
export interface ReportSource {
  readonly name: string;
  readonly yaml: string;
  /** What manifest.json says, the files' checksums apart: each fact and its words. */
  readonly facts: readonly (readonly [string, string])[];
  /** Paths of its files, relative to the page. */
  readonly files: readonly string[];
}

/** All that a report shows. Plain JSON. */
export interface ReportData {
  readonly format: number;
  readonly title: string;
  readonly description: string;
  /** The answer in words, a sentence each. */
  readonly answer: readonly string[];
  readonly heads: readonly string[];
  readonly objective: Objective;
  /** Metrics that have figures, the objective's first. */
  readonly metrics: readonly string[];
  /** By rank. */
  readonly variants: readonly ReportVariant[];
  /** A comparison has none. */
  readonly axes: Axes | null;
  readonly courses: Courses;
  readonly runs: ReportRuns;
  /** What there was in all; the lists above may hold less. */
  readonly total: {
    readonly variants: number;
    readonly runs: number;
    readonly statuses: Readonly<Record<string, number>>;
  };
  readonly sources: readonly ReportSource[];
}

/** How a run counts: its objective's figure. Only runs that ended ok count. */
export function objectiveFigures({ runs, objective }: ReportData): readonly number[] {
  const figures = (objective.at === "final" ? runs.final : runs.best)[0] ?? [];
  return runs.status.map((status, i) => (status === "ok" ? toNumber(figures[i]) : Number.NaN));
}

/** The values under a head, each once: numbers ascend, names are in the order of the plan. */
export function axisValues({ variants, runs }: ReportData, column: number): readonly Cell[] {
  const values = [...new Set(runs.variant.map((variant) => variants[variant]?.cells[column] ?? null))];
  const isNumeric = values.every((value) => typeof value === "number");
  return isNumeric ? values.sort((a, b) => Number(a) - Number(b)) : values;
}
