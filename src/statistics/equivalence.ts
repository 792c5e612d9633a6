import tCdf from "@stdlib/stats-base-dists-t-cdf";
import type { Comparison } from "./estimate.ts";

/**
 * p-value of two one-sided paired t-tests: that the mean difference lies beyond ± margin. Schuirmann, "A comparison of the
 * two one-sided tests procedure and the power approach for assessing the equivalence of average bioavailability", 1987;
 * statsmodels' ttost_paired.
 */
export function equivalenceP(
  { difference, error, n }: Extract<Comparison, { kind: "paired" }>,
  margin: number,
): number {
  const room = margin - Math.abs(difference);
  if (error === 0) return room > 0 ? 0 : 1;
  return tCdf(-room / error, n - 1);
}
