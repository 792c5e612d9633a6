import { type Figure, toFigure } from "../numbers/figure.ts";
import type { Course, Courses } from "./data.ts";

/** Collects the courses of one variant, run by run: sum, minimum and maximum of each column at each shown epoch. */
export class CourseSums {
  readonly #length: number;
  readonly #sums: Float64Array;
  readonly #lows: Float64Array;
  readonly #highs: Float64Array;
  readonly #counts: Uint32Array;
  #hasFinished = false;

  /** @param epochs the shown epochs, ascending */
  constructor(
    private readonly epochs: readonly number[],
    private readonly columns: number,
  ) {
    this.#length = epochs.length * columns;
    this.#sums = new Float64Array(this.#length);
    this.#lows = new Float64Array(this.#length).fill(Number.POSITIVE_INFINITY);
    this.#highs = new Float64Array(this.#length).fill(Number.NEGATIVE_INFINITY);
    this.#counts = new Uint32Array(this.#length);
  }

  /**
   * Adds a run's rows (see epochLines). A run that did not end ok counts only if no run of the variant did, because
   * diverging values would dominate the mean.
   */
  add(lines: string, isFinished: boolean): void {
    if (this.#hasFinished && !isFinished) return;
    if (isFinished && !this.#hasFinished) this.#clear();
    this.#hasFinished ||= isFinished;
    let [begin, row] = [0, 1];
    for (const [place, epoch] of this.epochs.entries()) {
      for (; row < epoch; row++) {
        begin = lines.indexOf("\n", begin) + 1;
        if (begin === 0) return;
      }
      if (begin === lines.length) return;
      this.#addRow(place, lines, begin);
    }
  }

  /** One course per column, in column order. */
  all(): readonly Course[] {
    return Array.from({ length: this.columns }, (_, column) => this.#course(column));
  }

  /** Finds cells by their commas, because splitting each row takes twice as long. */
  #addRow(place: number, lines: string, begin: number): void {
    // The first two cells are epoch and step.
    let from = lines.indexOf(",", lines.indexOf(",", begin) + 1) + 1;
    const end = lines.indexOf("\n", from);
    for (let column = 0; column < this.columns; column++) {
      const comma = column === this.columns - 1 ? end : lines.indexOf(",", from);
      const value = comma === from ? Number.NaN : Number(lines.slice(from, comma));
      from = comma + 1;
      if (!Number.isFinite(value)) continue;
      const at = place * this.columns + column;
      (this.#sums[at] as number) += value;
      (this.#counts[at] as number) += 1;
      if (value < (this.#lows[at] as number)) this.#lows[at] = value;
      if (value > (this.#highs[at] as number)) this.#highs[at] = value;
    }
  }

  #course(column: number): Course {
    const [mean, low, high]: [Figure[], Figure[], Figure[]] = [[], [], []];
    let isBand = false;
    for (let place = 0; place < this.epochs.length; place++) {
      const at = place * this.columns + column;
      const count = this.#counts[at] as number;
      const [least, most] = [this.#lows[at] as number, this.#highs[at] as number];
      isBand ||= least < most;
      mean.push(count === 0 ? null : rounded(least < most ? (this.#sums[at] as number) / count : least));
      low.push(count === 0 ? null : rounded(least));
      high.push(count === 0 ? null : rounded(most));
    }
    const last = mean.findLastIndex((value) => value !== null) + 1;
    const cut = (values: readonly Figure[]) => values.slice(0, last);
    return { mean: cut(mean), band: isBand ? { low: cut(low), high: cut(high) } : null };
  }

  #clear(): void {
    this.#sums.fill(0);
    this.#lows.fill(Number.POSITIVE_INFINITY);
    this.#highs.fill(Number.NEGATIVE_INFINITY);
    this.#counts.fill(0);
  }
}

/** Rounds to six digits: more than a chart shows, and half the JSON. */
const rounded = (value: number): Figure => toFigure(Number(value.toPrecision(6)));

/** The epochs to show: all, or evenly spaced ones including the first and the last. */
export function epochsShown(epochs: number, most: number): readonly number[] {
  if (epochs <= most) return Array.from({ length: epochs }, (_, i) => i + 1);
  return Array.from({ length: most }, (_, i) => 1 + Math.round((i * (epochs - 1)) / (most - 1)));
}

/** The mean course of a metric of each variant, by rank; null where it has no number. */
export function meanCurves({ rates, metrics, of }: Courses, metric: string): readonly (readonly (number | null)[])[] {
  const column = rates.length + metrics.indexOf(metric);
  return of.map((courses) => (courses[column]?.mean ?? []).map((value) => (typeof value === "number" ? value : null)));
}
