import { ALPHA } from "./alpha.ts";

/** The fewest seeds with which the smallest p of sign flips, 2 / 2ⁿ, times the number of tests is at most 5 %. */
export function seedsForFlips(tests: number): number {
  let n = 1;
  for (let smallest = 1; smallest * tests > ALPHA; smallest /= 2) n++;
  return n;
}

/**
 * The fewest seeds with which a test can show any difference at all. Sign flips are corrected by the largest of all, so the
 * smallest p is the same for any number of tests. Holm's correction multiplies it.
 */
export function fewestSeeds(test: "permutation" | "t" | "corrected t" | "wilcoxon", tests: number): number {
  switch (test) {
    case "permutation":
      return seedsForFlips(1);
    case "wilcoxon":
      return seedsForFlips(tests);
    case "t":
    case "corrected t":
      return 2;
  }
}
