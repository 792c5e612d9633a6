import tCdf from "@stdlib/stats-base-dists-t-cdf";
import type { Compare } from "../experiment/plan.ts";
import { log } from "../numbers/math.ts";
import type { Comparison } from "../statistics/estimate.ts";

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

/**
 * The margin of a comparison, in the unit of its differences. undefined for a share of figures that are not all above 0.
 * @param pairs of the variant's and the baseline's figures
 */
export function marginOf(
  { margin, scale }: Pick<Compare, "margin" | "scale">,
  pairs: readonly (readonly [own: number, other: number])[],
): number | undefined {
  if (margin.kind === "absolute") return scale === "log" ? undefined : margin.amount;
  if (pairs.length === 0 || !pairs.flat().every((figure) => figure > 0)) return undefined;
  if (scale === "log") return log(1 + margin.share);
  return (margin.share * pairs.reduce((sum, [, other]) => sum + other, 0)) / pairs.length;
}
