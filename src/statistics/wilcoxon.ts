import { doubledRanks } from "./ranks.ts";

/**
 * Two-sided p-value of Wilcoxon's signed-rank test, exact also with ties: the distribution of the sum of ranks if all signs
 * are as likely. Differences of 0 are left out, equal sizes share their mean rank. Wilcoxon, "Individual Comparisons by
 * Ranking Methods", 1945; SciPy's wilcoxon with exact permutations.
 */
export function wilcoxon(differences: readonly number[]): number {
  const sized = differences.filter((value) => value !== 0).toSorted((a, b) => Math.abs(a) - Math.abs(b));
  const ranks = doubledRanks(sized.map(Math.abs));
  const total = ranks.reduce((sum, rank) => sum + rank, 0);
  const positive = ranks.reduce((sum, rank, i) => sum + ((sized[i] as number) > 0 ? rank : 0), 0);
  const smaller = Math.min(positive, total - positive);
  // chances[s]: that the ranks with a positive sign sum to s.
  let chances = new Float64Array(total + 1);
  chances[0] = 1;
  for (const rank of ranks) {
    const next = new Float64Array(total + 1);
    for (let sum = 0; sum <= total; sum++)
      next[sum] = ((chances[sum] as number) + (sum >= rank ? (chances[sum - rank] as number) : 0)) / 2;
    chances = next;
  }
  const tail = chances.subarray(0, smaller + 1).reduce((sum, chance) => sum + chance, 0);
  return Math.min(1, 2 * tail);
}
