import type { UnitName } from "../replicates/population.ts";

/** Why the mean of differences may mislead. */
export type Caution =
  /** Mean and median have opposite signs. */
  | "mean and median disagree"
  /** Without its largest part, the sum of the differences would be less than half of what it is. */
  | `one ${UnitName} makes most of it`;

/** What to mind about the mean of some differences. @param median of the differences @param unit what each is of */
export function cautionOf(
  differences: readonly number[],
  median: number,
  unit: UnitName = "seed",
): Caution | undefined {
  const sum = differences.reduce((total, difference) => total + difference, 0);
  if (sum * median < 0) return "mean and median disagree";
  const largest = differences.reduce((most, difference) => Math.max(most, difference / sum), 0);
  // Of two, one always is at least half.
  return differences.length > 2 && largest > 0.5 ? `one ${unit} makes most of it` : undefined;
}
