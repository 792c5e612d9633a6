import type { Standing } from "../contracts/plan.ts";

/** Whether nothing is known of a variant, as all its runs failed. */
export const hasFailed = ({ diverged }: Standing) => Number.isNaN(diverged);

/**
 * Which of two variants is the better: negative for the first. Fewest diverged, then who got furthest (those pruned
 * earlier were worse), then by the objective; numbers before NaN, all before those that failed. 0 where they are equal.
 */
export function compareStandings(a: Standing, b: Standing): number {
  return (
    compareNumbers(a.diverged, b.diverged) || compareNumbers(-a.epochs, -b.epochs) || compareNumbers(a.loss, b.loss)
  );
}

function compareNumbers(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a < b ? -1 : Number(a > b);
}
