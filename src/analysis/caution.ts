/** Why the mean of differences may mislead. */
export type Caution =
  /** Mean and median have opposite signs. */
  | "mean and median disagree"
  /** Without its largest part, the sum of the differences would be less than half of what it is. */
  | "one seed makes most of it";

/** What to mind about the mean of some differences. @param median of the differences */
export function cautionOf(differences: readonly number[], median: number): Caution | undefined {
  const sum = differences.reduce((total, difference) => total + difference, 0);
  if (sum * median < 0) return "mean and median disagree";
  const largest = differences.reduce((most, difference) => Math.max(most, difference / sum), 0);
  // Of two, one always is at least half.
  return differences.length > 2 && largest > 0.5 ? "one seed makes most of it" : undefined;
}
