import betainc from "@stdlib/math-base-special-betainc";
import { pow } from "../numbers/math.ts";

/**
 * Two-sided p-value of McNemar's exact test: of pairs that disagree, either way is as likely. McNemar, "Note on the sampling
 * error of the difference between correlated proportions or percentages", 1947; statsmodels' mcnemar(exact=True).
 * @param a pairs in which only the one has it
 * @param b pairs in which only the other has it
 */
export function mcnemar(a: number, b: number): number {
  const fewer = Math.min(a, b);
  // The binomial distribution's tail as an incomplete beta function: DLMF 8.17.5.
  return a === b ? 1 : Math.min(1, 2 * betainc(0.5, a + b - fewer, fewer + 1));
}

/**
 * The largest share that is compatible with none of `n` (one-sided 95 % bound of Clopper and Pearson, "The use of
 * confidence or fiducial limits", 1934): 0.26 with none of 10.
 */
export const unseenShare = (n: number) => 1 - pow(0.05, 1 / n);
