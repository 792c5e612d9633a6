import type { TrainedBy } from "../experiment/trained-by.ts";
import type { Composed } from "../grid/compose.ts";
import type { Point } from "../grid/composer.ts";
import type { Issue, Span } from "../issues/issue.ts";
import type { CheckedPoint } from "./checked-point.ts";
import type { Resolution } from "./places.ts";

/**
 * Checks points of the grid, and knows what the plan has to know of all that were checked. There is one for each trainer.
 */
export interface PointChecker {
  check(point: Point): Resolution<CheckedPoint>;
  /** Checks a section by itself. What is missing in it may come from the grid. */
  checkSection(composed: Composed): Resolution<unknown>;
  /** Metric columns. */
  readonly metrics: readonly string[];
  /** Whether small or large is good, of metrics that the file names; undefined: their names tell. */
  readonly directions: Readonly<Record<string, "min" | "max">> | undefined;
  /** The metric that variants are ranked by unless the file says otherwise. */
  readonly usualMetric: string;
  /**
   * What is wrong with ranking by a metric.
   * @param at where the file names it
   * @param isComplete whether all points are right, so that all columns are known
   */
  objectiveIssue(metric: string, at: Span, isComplete: boolean): Issue<Span> | undefined;
  /** Columns of what is measured on test rows. */
  readonly tests: readonly string[];
  /** Rate columns: the first param group's, then those of the others. */
  readonly rates: readonly string[];
  /** Digests of the plugins used. */
  readonly plugins: readonly string[];
  /** What was found out, a line each. */
  readonly findings: readonly string[];
  readonly trainer: TrainedBy;
}
