import { assert } from "chai";
import type { Outcome } from "../../src/analysis/figures.ts";
import { mcnemar, unseenShare } from "../../src/statistics/rare-events.ts";
import { golden } from "../golden.ts";
import { planOf, resultOf, summaryOf } from "../results/fixtures.ts";

interface Golden {
  readonly mcnemar: readonly { readonly a: number; readonly b: number; readonly p: number }[];
  readonly unseen: readonly { readonly n: number; readonly share: number }[];
}

type Ending = number | "diverged" | "failed";

/** The summary of variants, the first being the baseline, from their last losses or statuses, seed by seed. */
function summary(...endings: readonly (readonly Ending[])[]) {
  const plan = planOf({
    cells: endings.map((_, variant) => [variant === 0 ? "constant" : `schedule ${variant}`]),
    seeds: (endings[0] ?? []).map((_, seed) => seed),
  });
  return summaryOf(plan, (run): Outcome => {
    const ending = endings[run % plan.variants]?.[Math.floor(run / plan.variants)] ?? "failed";
    return typeof ending === "number" ? resultOf(plan, [ending]).outcome : resultOf(plan, [Number.NaN], ending).outcome;
  });
}

const seeds = (count: number, ending: (seed: number) => Ending) => Array.from({ length: count }, (_, i) => ending(i));

describe("divergence", () => {
  const { mcnemar: tests, unseen } = golden<Golden>("statistics.json");

  for (const { a, b, p } of tests)
    it(`of ${a} seeds here and ${b} there has statsmodels' p`, () => {
      assert.closeTo(mcnemar(a, b), p, 1e-12 * p);
    });

  for (const { n, share } of unseen)
    it(`at none of ${n} seeds may still have statsmodels' share`, () => {
      assert.closeTo(unseenShare(n), share, 1e-12);
    });

  it("comes before figures: who diverges at more seeds is not better, however good the survivors are", () => {
    const base = seeds(12, (seed) => 1 + 0.01 * seed);
    const wild = seeds(12, (seed) => (seed < 6 ? "diverged" : 0.1 + 0.001 * seed));
    const found = summary(base, wild);
    const own = found.at(1);
    assert.strictEqual(own.verdict, "diverges more often");
    assert.include(own.divergence, { seeds: 12, own: 6, other: 0, p: 2 / 64 });
    assert.strictEqual(own.difference.kind, "paired");
    assert.strictEqual(own.tested, undefined);
    assert.strictEqual(found.tests, 0);
    assert.strictEqual(own.rank, 2);
    assert.include(
      found.answer,
      "'schedule 1' diverges more often than constant (at 6 of 12 seeds, constant at 0; p 0.031)",
    );
  });

  it("the other way round speaks for a variant, and says when it may be chance", () => {
    const found = summary(
      ["diverged", 1, 2, 3],
      seeds(4, (seed) => 5 + seed),
    );
    assert.strictEqual(found.at(1).verdict, "diverges less often");
    assert.include(
      found.answer,
      "'schedule 1' diverges less often than constant (at 0 of 4 seeds, constant at 1; p 1.0, so it may be chance).",
    );
  });

  it("of as many seeds leaves the verdict to the figures of the others", () => {
    const base: Ending[] = ["diverged", ...seeds(9, (seed) => 1 + 0.01 * seed)];
    const low: Ending[] = [0.2, "diverged", ...seeds(8, (seed) => 0.1 + 0.011 * seed)];
    assert.strictEqual(summary(base, low).at(1).verdict, "better");
  });

  it("counts only seeds at which both ended", () => {
    const found = summary(["failed", 1, 2, "diverged"], ["diverged", 1, 2, "failed"]).at(1);
    assert.include(found.divergence, { seeds: 2, own: 0, other: 0 });
    assert.strictEqual(found.verdict, "identical");
  });

  it("is told at one seed, too, and where nothing is left to compare", () => {
    assert.strictEqual(summary([1], ["diverged"]).at(1).verdict, "diverges more often");
    const found = summary(["diverged", "diverged"], [1, 2], ["diverged", 3], ["diverged", "diverged"]);
    assert.deepEqual(
      [1, 2, 3].map((variant) => found.at(variant).verdict),
      ["diverges less often", "diverges less often", "untested"],
    );
    assert.include(found.answer, "Of 2 variants with a baseline, 2 diverge less often.");
  });
});
