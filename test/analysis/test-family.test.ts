import { assert } from "chai";
import { cautionOf } from "../../src/analysis/caution.ts";
import { marginOf } from "../../src/analysis/margin.ts";
import { testFamily } from "../../src/analysis/test-family.ts";
import { normal, type Rng, stream, uniform } from "../../src/random/rng.ts";
import { equivalenceP } from "../../src/statistics/equivalence.ts";
import { type Comparison, compare } from "../../src/statistics/estimate.ts";
import { seedsForFlips } from "../../src/statistics/fewest-seeds.ts";
import { criticalOf, hedgesFactor, powerOf, seedsFor, smallestEffect } from "../../src/statistics/power.ts";
import { flipSigns } from "../../src/statistics/sign-flips.ts";
import { wilcoxon } from "../../src/statistics/wilcoxon.ts";
import { golden } from "../golden.ts";

interface Golden {
  readonly flips: readonly {
    readonly rows: readonly (readonly (number | null)[])[];
    readonly p: readonly number[];
    readonly adjusted: readonly number[];
  }[];
  readonly wilcoxon: readonly { readonly differences: readonly number[]; readonly p: number }[];
  readonly equivalence: readonly {
    readonly own: readonly number[];
    readonly baseline: readonly number[];
    readonly margin: number;
    readonly p: number;
  }[];
  readonly power: readonly { readonly n: number; readonly effect: number; readonly power: number }[];
  readonly smallest: readonly { readonly n: number; readonly level: number; readonly effect: number }[];
  readonly needed: readonly { readonly effect: number; readonly level: number; readonly n: number }[];
  readonly hedges: readonly { readonly n: number; readonly factor: number }[];
}

/** Made by SciPy and statsmodels: see test/golden/recorders/samples.py. */
const goldens = golden<Golden>("statistics.json");

type Paired = Extract<Comparison, { kind: "paired" }>;
const paired = (differences: readonly number[]) => compare(differences) as Paired;
const rowOf = (row: readonly (number | null)[]) => Float64Array.from(row, (value) => value ?? Number.NaN);

describe("tests as SciPy and statsmodels have them", () => {
  for (const [i, { rows, p, adjusted }] of goldens.flips.entries())
    it(`sign flips of ${rows.length} comparisons, case ${i}`, () => {
      const found = flipSigns(rows.map(rowOf));
      assert.deepEqual([...found.p], p);
      assert.deepEqual([...found.adjusted], adjusted);
      for (const level of [0.01, 0.05, 0.2])
        for (const [comparison, row] of rows.entries()) {
          const { difference, std, n } = paired(row.filter((value) => value !== null));
          const t = Math.abs(difference) / (std / Math.sqrt(n));
          assert.equal(t > found.critical(level), (adjusted[comparison] as number) < level);
        }
    });

  for (const { differences, p } of goldens.wilcoxon)
    it(`Wilcoxon's signed ranks of ${differences}`, () => assert.closeTo(wilcoxon(differences), p, 1e-12));

  it("two one-sided tests", () => {
    for (const { own, baseline, margin, p } of goldens.equivalence)
      assert.closeTo(equivalenceP(paired(own.map((value, i) => value - (baseline[i] as number))), margin), p, 1e-9 * p);
  });

  it("the power of a t-test, and the smallest difference that it shows with 80 %", () => {
    for (const { n, effect, power } of goldens.power)
      assert.closeTo(powerOf(n, effect, criticalOf(n, 0.05)), power, 1e-9);
    for (const { n, level, effect } of goldens.smallest)
      assert.closeTo(smallestEffect(n, criticalOf(n, level)), effect, 1e-5 * effect, `n ${n}, level ${level}`);
    assert.equal(smallestEffect(5, Infinity), Infinity);
  });

  it("the number of seeds for a difference, within one", () => {
    for (const { effect, level, n } of goldens.needed) assert.closeTo(seedsFor(effect, level), Math.ceil(n), 1);
  });

  it("Hedges' factor", () => {
    for (const { n, factor } of goldens.hedges) assert.closeTo(hedgesFactor(n), factor, 1e-12);
  });
});

describe("a family of tests", () => {
  const draw = (rng: Rng, n: number, mean = 0) => Float64Array.from({ length: n }, () => mean + normal(rng));

  it("flips signs from as many seeds on as can reach 5 %", () => {
    assert.deepEqual([1, 5, 15].map(seedsForFlips), [6, 8, 10]);
    const rng = stream(0, "which test");
    const rows = Array.from({ length: 5 }, () => draw(rng, 8));
    const tests = (cut: number) => {
      const family = testFamily(5, "auto", (i) => rows[i]?.slice(cut));
      return [0, 1, 2, 3, 4].map((i) => family.at(i)?.test);
    };
    assert.deepEqual(tests(0), Array(5).fill("permutation"));
    assert.deepEqual(tests(1), Array(5).fill("t"));
  });

  it("shares the 5 % where some comparisons have too few seeds", () => {
    const rng = stream(0, "two kinds");
    const rows = [draw(rng, 10), draw(rng, 10, 0.5), draw(rng, 10, 1)];
    rows[2]?.fill(Number.NaN, 3);
    const family = testFamily(4, "auto", (i) => rows[i]);
    const [a, b, c] = [0, 1, 2].map((i) => family.at(i));
    assert.deepEqual([a?.test, b?.test, c?.test], ["permutation", "permutation", "t"]);
    const { adjusted } = flipSigns(rows.slice(0, 2));
    assert.closeTo(b?.adjusted ?? 0, Math.min(1, 1.5 * (adjusted[1] as number)), 1e-12);
    assert.closeTo(c?.adjusted ?? 0, Math.min(1, 3 * (c?.p ?? 0)), 1e-12);
    assert.equal(family.at(3), undefined);
    assert.equal(family.tests, 3);
  });

  /** The share of experiments of `k` comparisons, of one baseline, in which one is claimed. */
  function errors(k: number, n: number, chance: (rng: Rng) => number): number {
    const rng = stream(0, "errors", k, n);
    let claimed = 0;
    for (let experiment = 0; experiment < 600; experiment++) {
      const base = Array.from({ length: n }, () => chance(rng));
      const rows = Array.from({ length: k }, () => Float64Array.from(base, (value) => chance(rng) - value));
      const family = testFamily(k, "auto", (i) => rows[i]);
      if (rows.some((_, i) => (family.at(i)?.adjusted ?? 1) < 0.05)) claimed++;
    }
    return claimed / 600;
  }

  // Three standard errors of a share of 600 above 5 %; 1 % is far below what single tests would have.
  for (const [k, n] of [
    [1, 6],
    [5, 8],
    [5, 5],
  ] as const)
    for (const [name, chance] of [
      ["normal", normal],
      ["lopsided", (rng: Rng) => -Math.log(uniform(rng, 1e-9, 1))],
    ] as const)
      it(`of ${k} with ${n} seeds claims something in about 5 % where nothing is: ${name}`, () => {
        const share = errors(k, n, chance);
        assert.isAtMost(share, 0.077);
        assert.isAtLeast(share, 0.01);
      });

  it("has simultaneous intervals: all of five hold the true means in about 95 %", () => {
    const rng = stream(0, "coverage");
    const means = [0, 0.5, 1, -2, 5];
    let covered = 0;
    for (let experiment = 0; experiment < 400; experiment++) {
      const base = Array.from({ length: 10 }, () => normal(rng));
      const rows = means.map((mean) => Float64Array.from(base, (value) => mean + normal(rng) - value));
      const family = testFamily(5, "permutation", (i) => rows[i]);
      const isHeld = (row: Float64Array, i: number) => {
        const { difference, std, n } = paired([...row]);
        return Math.abs(difference - (means[i] as number)) <= ((family.at(i)?.critical ?? 0) * std) / Math.sqrt(n);
      };
      if (rows.every(isHeld)) covered++;
    }
    assert.closeTo(covered / 400, 0.95, 0.033);
  });
});

describe("a margin", () => {
  const share = { kind: "share", share: 0.01 } as const;
  const pairs = [
    [1, 2],
    [3, 4],
  ] as const;

  it("is a share of the baseline's mean, or an amount", () => {
    assert.closeTo(marginOf({ margin: share, scale: "linear" }, pairs) ?? 0, 0.03, 1e-15);
    assert.equal(marginOf({ margin: { kind: "absolute", amount: 0.2 }, scale: "linear" }, pairs), 0.2);
  });

  it("is none where figures are not above 0", () => {
    assert.equal(marginOf({ margin: share, scale: "linear" }, [...pairs, [0, 1]]), undefined);
    assert.equal(marginOf({ margin: share, scale: "linear" }, []), undefined);
  });
});

describe("what to mind about a mean difference", () => {
  const of = (...differences: number[]) => cautionOf(differences, paired(differences).median);

  it("is that the median has the other sign, or that one seed makes more than half of it", () => {
    assert.equal(of(-1, -1, -1, -1, 9), "mean and median disagree");
    assert.equal(of(1, 1, 1, 9), "one seed makes most of it");
    assert.equal(of(-1, -1, -1, -9), "one seed makes most of it");
    assert.equal(of(1, 2, 3, 2), undefined);
    assert.equal(of(1, 5), undefined);
  });
});
