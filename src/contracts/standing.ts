import { itemAt } from "../numbers/item-at.ts";

/** How a variant came out over its seeds, as a search and a pruner see it. */
export interface Standing {
  /** Epochs after which it was judged. */
  readonly epochs: number;
  /** Share of its runs that diverged, of those that did not fail; NaN where all failed. */
  readonly diverged: number;
  /** Mean of the objective over the other runs, less being better; NaN where there is none. */
  readonly loss: number;
}

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

/** Places of these standings, the best first; of equals the first. */
export function ranked(standings: readonly Standing[]): number[] {
  const places = standings.map((_, place) => place);
  return places.sort((a, b) => compareStandings(itemAt(standings, a), itemAt(standings, b)) || a - b);
}

function compareNumbers(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a < b ? -1 : Number(a > b);
}
