import type { Compare } from "../experiment/plan.ts";
import { log } from "../numbers/math.ts";

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
