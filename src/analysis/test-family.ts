import type { Plan } from "../experiment/plan.ts";
import { itemAt } from "../numbers/item-at.ts";
import { ALPHA } from "../statistics/alpha.ts";
import { compare } from "../statistics/estimate.ts";
import { seedsForFlips } from "../statistics/fewest-seeds.ts";
import { adjustHolm } from "../statistics/holm.ts";
import { Looks } from "../statistics/levels.ts";
import { criticalOf } from "../statistics/power.ts";
import { type FlippedTests, flipSigns } from "../statistics/sign-flips.ts";
import { wilcoxon } from "../statistics/wilcoxon.ts";

/** Sign flips of the differences, the paired t-test, Nadeau and Bengio's corrected one, Wilcoxon's signed-rank test. */
export type TestName = "permutation" | "t" | "corrected t" | "wilcoxon";

/** How a comparison was tested, together with others. */
export interface Tested {
  readonly test: TestName;
  /** Two-sided p on its own. */
  readonly p: number;
  /** p after the correction for all comparisons: single-step max T for sign flips, Holm's for the others. */
  readonly adjusted: number;
  /** |t| above which `adjusted` is below 0.05; of tests other than sign flips by Bonferroni, which is a little too large. */
  readonly critical: number;
  /** Number of looks at the comparison, for which p is corrected. undefined: one. */
  readonly looks: number | undefined;
}

/** Corrects p-values of comparisons that are looked at several times. */
interface LookCorrection {
  readonly looks: number;
  corrected(comparison: number, p: number): number;
  /** The level of a test that is to err with a chance of `alpha` over all looks. */
  level(comparison: number, alpha: number): number;
}

/**
 * The correction for a plan that adds seeds as results ask for them; undefined for others.
 * @param variantOf the variant that a comparison is of. Default: they are numbered by their variants
 */
export function lookCorrection(
  { adaptive, seeds }: Plan,
  variantOf = (comparison: number) => comparison,
): LookCorrection | undefined {
  const seeding = adaptive?.seeding;
  if (seeding === undefined || seeding.looks.length === 1) return undefined;
  const looks = Looks.after(seeding.looks);
  const seedsOf = (comparison: number) => Math.min(seeds.length, seeding.seedsOf(variantOf(comparison)));
  return {
    looks: seeding.looks.length,
    corrected: (comparison, p) => looks.corrected(seedsOf(comparison), p),
    level: (comparison, alpha) => looks.level(seedsOf(comparison), alpha),
  };
}

/** A choice of test. Where differences share rows, only the corrected t-test holds. */
type Asked = Exclude<TestName, "corrected t"> | "auto";

/** Tests of many comparisons. Only p-values are kept. */
export interface TestFamily {
  /** Number of comparisons tested. */
  readonly tests: number;
  /** Differences with which sign flips could reach 5 % for so many comparisons. */
  readonly sharperWith: number;
  /** undefined if there was nothing to test. */
  at(comparison: number): Tested | undefined;
}

/** Differences, if a test can say something of them: not if they are all 0, or if one is infinite. */
export function testable(differences: Float64Array): Float64Array | undefined {
  const isIdle = differences.every((difference) => difference === 0 || Number.isNaN(difference));
  return isIdle || differences.some((difference) => Math.abs(difference) === Infinity) ? undefined : differences;
}

/** Sign flips of more comparisons take too long, unless they are asked for. */
const MOST_FLIPPED = 1000;

/** What tests have to allow for. */
interface TestAllowances {
  /** Rows held out over rows trained on, where the differences of a comparison share rows; else 0. */
  readonly overlapOf?: (comparison: number) => number;
  /** Of t-tests that are made at several looks. */
  readonly correction?: LookCorrection | undefined;
}

/**
 * Tests comparisons by their paired differences. With `auto`, sign flips where there are enough seeds for them, and t-tests
 * elsewhere. If one kind tests a part of the comparisons, it gets that share of the 5 %.
 * @param differencesOf a comparison's differences by seed, NaN where there is none; undefined: nothing to test
 */
export function testFamily(
  count: number,
  asked: Asked,
  differencesOf: (comparison: number) => Float64Array | undefined,
  allowing: TestAllowances = {},
): TestFamily {
  const { overlapOf = () => 0, correction } = allowing;
  const alone = new Float64Array(count).fill(Number.NaN);
  const sizes = new Uint32Array(count);
  for (let comparison = 0; comparison < count; comparison++) {
    const differences = numbersOf(differencesOf(comparison));
    const overlap = overlapOf(comparison);
    const found = compare(differences, 0, overlap);
    if (found.kind !== "paired") continue;
    sizes[comparison] = differences.length;
    const p = asked === "wilcoxon" && overlap === 0 ? wilcoxon(differences) : found.p;
    alone[comparison] = correction?.corrected(comparison, p) ?? p;
  }
  const tests = sizes.reduce((sum, size) => sum + Number(size > 0), 0);
  const sharperWith = seedsForFlips(tests);
  const isFlipped = (comparison: number) => {
    const size = itemAt(sizes, comparison);
    if (overlapOf(comparison) > 0) return false;
    if (asked === "auto") return size >= sharperWith && tests <= MOST_FLIPPED;
    return asked === "permutation" && size > 0;
  };
  const flipped = Int32Array.from(sizes.keys()).filter(isFlipped);
  const others = alone.map((p, comparison) => (isFlipped(comparison) ? Number.NaN : p));
  const flips = flipSigns(Array.from(flipped, (comparison) => differencesOf(comparison) as Float64Array));
  const share = { flips: flipped.length / tests, others: 1 - flipped.length / tests };
  const adjusted = adjustHolm(others).map((p) => Math.min(1, p / share.others));
  const testOf = (comparison: number) =>
    overlapOf(comparison) > 0 ? "corrected t" : asked === "wilcoxon" ? asked : "t";
  return {
    tests,
    sharperWith,
    at(comparison) {
      const place = flipped.indexOf(comparison);
      if (place >= 0) return flippedAt(flips, place, share.flips);
      const p = itemAt(alone, comparison);
      if (Number.isNaN(p)) return undefined;
      const level = correction?.level(comparison, ALPHA / tests) ?? ALPHA / tests;
      const critical = criticalOf(itemAt(sizes, comparison), level);
      const looks = correction?.looks;
      return { test: testOf(comparison), p, adjusted: itemAt(adjusted, comparison), critical, looks };
    },
  };
}

function flippedAt(flips: FlippedTests, place: number, share: number): Tested {
  return {
    test: "permutation",
    p: itemAt(flips.p, place),
    adjusted: Math.min(1, itemAt(flips.adjusted, place) / share),
    critical: flips.critical(ALPHA * share),
    looks: undefined,
  };
}

const numbersOf = (differences: Float64Array | undefined): readonly number[] =>
  differences === undefined ? [] : Array.from(differences).filter((value) => !Number.isNaN(value));
