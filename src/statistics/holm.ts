import { itemAt } from "../numbers/item-at.ts";

/**
 * Holm's step-down adjustment of p-values, in their order. Rejecting where the result is below α gives any false rejection
 * at all with a probability of at most α, however the tests depend on each other. NaN (no test) stays NaN and does not
 * count. Holm, "A Simple Sequentially Rejective Multiple Test Procedure", 1979; R's p.adjust(p, "holm").
 */
export function adjustHolm(ps: Float64Array): Float64Array {
  const tests = Int32Array.from(ps.keys()).filter((place) => !Number.isNaN(ps[place]));
  tests.sort((a, b) => itemAt(ps, a) - itemAt(ps, b));
  const adjusted = new Float64Array(ps.length).fill(Number.NaN);
  let largest = 0;
  for (const [rejected, place] of tests.entries()) {
    largest = Math.max(largest, (tests.length - rejected) * itemAt(ps, place));
    adjusted[place] = Math.min(1, largest);
  }
  return adjusted;
}
