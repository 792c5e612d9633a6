import { assert } from "chai";
import type { Outcome } from "../../src/analysis/figures.ts";
import { normal, stream } from "../../src/random/rng.ts";
import { compare, estimate } from "../../src/statistics/estimate.ts";
import { adjustHolm } from "../../src/statistics/holm.ts";
import { golden } from "../golden.ts";
import { planOf, summaryOf } from "../results/fixtures.ts";

interface Golden {
  readonly samples: readonly {
    readonly own: readonly number[];
    readonly baseline: readonly number[];
    readonly estimate: Readonly<Record<string, number>>;
    readonly comparison: Readonly<Record<string, number>>;
  }[];
  readonly holm: readonly { readonly p: readonly number[]; readonly adjusted: readonly number[] }[];
  readonly power: readonly { readonly n: number; readonly effect: number; readonly power: number }[];
}

/** Made by SciPy and statsmodels: see test/golden/recorders/samples.py. */
const { samples, holm, power } = golden<Golden>("statistics.json");

function expectClose(found: object, expected: Readonly<Record<string, number>>) {
  // SciPy's quantile of t agrees with mpmath's to ten digits.
  for (const [name, value] of Object.entries(expected))
    assert.closeTo(Reflect.get(found, name), value, 1e-9 * Math.abs(value), name);
}

const finished = (loss: number): Outcome => ({
  status: "ok",
  figures: { epochs: 1, metrics: { val_loss: { final: loss, best: { value: loss, epoch: 1 } } } },
});

describe("statistics as SciPy has them", () => {
  for (const { own, baseline, estimate: estimated, comparison } of samples) {
    it(`of ${own.length} pairs`, () => {
      expectClose(estimate(own), estimated);
      expectClose(compare(own.map((value, i) => value - (baseline[i] as number))), comparison);
    });

    it(`of ${own.length} seeds, in the summary`, () => {
      const plan = planOf({ cells: [["none"], ["cosine"]], seeds: own.map((_, i) => i) });
      const figures = own.flatMap((value, i) => [baseline[i] as number, value]);
      const summary = summaryOf(plan, (run) => finished(figures[run] as number)).at(1);
      expectClose(summary.metrics[0]?.final ?? {}, estimated);
      // Sign flips have an interval and a p of their own.
      const { low, high, p, ...rest } = comparison;
      expectClose(summary.difference, own.length < 6 ? comparison : rest);
      assert.strictEqual(summary.tested?.test, own.length < 6 ? "t" : "permutation");
      if (own.length < 6) assert.strictEqual(summary.tested?.adjusted, summary.tested?.p);
    });
  }

  for (const { p, adjusted } of holm) {
    it(`with Holm's correction for ${p.length}`, () => {
      const found = adjustHolm(Float64Array.from(p));
      for (const [i, value] of adjusted.entries()) assert.closeTo(found[i] ?? Number.NaN, value, 1e-15);
    });
  }

  it("with Holm's correction for the tests that were made", () => {
    const found = adjustHolm(Float64Array.of(Number.NaN, 0.03, Number.NaN, 0.01));
    assert.deepEqual([...found], [Number.NaN, 0.03, Number.NaN, 0.02]);
  });
});

describe("a difference that is there", () => {
  const EXPERIMENTS = 1000;

  /** The share of experiments in which the second variant is called better or worse. */
  function claimed(n: number, effect: number): number {
    const rng = stream(0, "power", n, Math.round(100 * effect));
    const seeds = Array.from({ length: n }, (_, seed) => seed);
    const plan = planOf({ cells: [["none"], ["cosine"]], seeds, compare: { test: "t" } });
    let claims = 0;
    for (let experiment = 0; experiment < EXPERIMENTS; experiment++) {
      const figures = plan.seeds.flatMap(() => {
        const base = 5 + normal(rng);
        return [base, base + effect + normal(rng)];
      });
      const { verdict } = summaryOf(plan, (run) => finished(Math.fround(figures[run] as number))).at(1);
      if (verdict === "better" || verdict === "worse") claims++;
    }
    return claims / EXPERIMENTS;
  }

  for (const { n, effect, power: expected } of power) {
    it(`of ${effect} standard deviations is claimed with ${n} seeds as often as the noncentral t says`, () => {
      // Three standard errors of a share.
      assert.closeTo(claimed(n, effect), expected, 3 * Math.sqrt((expected * (1 - expected)) / EXPERIMENTS));
    });
  }
});
