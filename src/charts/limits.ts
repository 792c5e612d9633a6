import { asLoss, type Direction } from "../numbers/direction.ts";
import { itemAt } from "../numbers/item-at.ts";
import { log } from "../numbers/math.ts";

/** A factor between neighbours beyond which the larger one, and all above it, count as exploded. */
const GAP = 100;

/**
 * The worst of some figures that a picture has room for. Sorted from the best, figures end at a gap that is larger than a
 * factor of 100 and than the range before it: what lies beyond exploded, and would flatten the rest. A quarter of the
 * figures, and two of them, are always before it. NaN where there are none.
 */
export function worstShown(figures: readonly number[], mode: Direction): number {
  const sorted = figures.filter(Number.isFinite).sort((a, b) => asLoss(mode, a) - asLoss(mode, b));
  const first = Math.max(1, Math.ceil(sorted.length / 4) - 1);
  for (let i = first; i < sorted.length - 1; i++)
    if (isExplosion(itemAt(sorted, 0), itemAt(sorted, i), itemAt(sorted, i + 1))) return itemAt(sorted, i);
  return sorted.at(-1) ?? Number.NaN;
}

/** Whether the step from the worst so far to the next is larger than all steps from the best so far, and than a factor of 100. */
function isExplosion(best: number, worst: number, next: number): boolean {
  if (best > 0 && worst > 0 && next > 0) {
    const step = Math.abs(log(next / worst));
    return step > Math.max(log(GAP), Math.abs(log(worst / best)));
  }
  return Math.abs(next - worst) > GAP * Math.max(Math.abs(worst - best), Math.abs(best));
}

/** Where an axis ends, in figures that are read at a glance, and the distance of its ticks on a linear scale. */
export interface Ends {
  readonly min: number;
  readonly max: number;
  readonly interval?: number;
}

/** So many steps at least. */
const STEPS = 4;

/** Round ends around some figures, with a little room. */
export function linearEnds(low: number, high: number): Ends {
  const span = high > low ? high - low : Math.abs(low) / 10 || 1;
  const power = Number(`1e${(span / STEPS).toExponential().split("e")[1]}`);
  const interval = itemAt(
    [1, 2, 5, 10]
      .map((multiple) => multiple * power)
      .filter((step) => step <= (span / STEPS) * 1.0001)
      .slice(-1),
    0,
  );
  const end = (value: number, round: (x: number) => number) =>
    Number((round(Number((value / interval).toPrecision(12))) * interval).toPrecision(12));
  return { min: end(low - span / 50, Math.floor), max: end(high + span / 50, Math.ceil), interval };
}

/** One, two or five times a power of ten around figures above 0: an axis would else end at powers of ten, half empty. */
export function logEnds(low: number, high: number): Ends {
  if (!(low > 0) || !Number.isFinite(high)) return { min: 0.1, max: 1 };
  return { min: logEnd(low, "min"), max: logEnd(high, "max") };
}

function logEnd(value: number, end: "min" | "max"): number {
  const power = Number(`1e${value.toExponential().split("e")[1]}`);
  const ends = [1, 2, 5, 10].map((multiple) => Number((multiple * power).toPrecision(1)));
  return end === "min" ? (ends.findLast((at) => at <= value) ?? value) : (ends.find((at) => at >= value) ?? value);
}
