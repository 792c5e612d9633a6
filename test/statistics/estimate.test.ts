import { assert } from "chai";
import { compare, estimate, roundingOf } from "../../src/statistics/estimate.ts";

const A = [0.5, 0.25, 0.375, 0.75, 0.625];
const B = [0.5, 0.3, 0.4, 0.9, 0.7];
const differences = (a: readonly number[], b: readonly number[]) => a.map((value, i) => value - (b[i] as number));

function expectClose(found: object, expected: Readonly<Record<string, number>>, tolerance = 1e-12) {
  for (const [name, value] of Object.entries(expected))
    assert.closeTo(Reflect.get(found, name), value, Math.abs(value) * tolerance, name);
}

// By mpmath, 40 digits: the quantile t by findroot of betainc(n/2 - 1/2, 1/2, 0, (n - 1) / (n - 1 + t²), regularized=True) = 0.05,
// the interval mean ± t * std / sqrt(n). SciPy 1.10's t.ppf agrees to ten digits only.
describe("estimates", () => {
  for (const [values, mean, std, low, high] of [
    [A, 0.5, 0.19764235376052372, 0.2545946048153053, 0.7454053951846947],
    [B, 0.56, 0.2408318915758459, 0.2609677106109596, 0.8590322893890404],
    [[1, 3], 2, Math.SQRT2, -10.706204736174705, 14.706204736174705],
    [[1e-3, 2e-3, 4e-3], 2.3333333333333335e-3, 1.5275252316519468e-3, -1.461249700263428e-3, 6.127916366930095e-3],
  ] as const) {
    it(`of ${values.join(", ")} are right`, () => expectClose(estimate(values), { mean, std, low, high }));
  }

  it("of one value have no interval, of none nothing", () => {
    assert.deepEqual(estimate([0.5]), { kind: "single", mean: 0.5, median: 0.5 });
    assert.deepEqual(estimate([]), { kind: "none" });
  });

  it("of equal values have no width", () => {
    assert.deepEqual(estimate([0.5, 0.5]), {
      kind: "interval",
      mean: 0.5,
      std: 0,
      median: 0.5,
      low: 0.5,
      high: 0.5,
    });
  });

  // As above.
  for (const [n, t] of [
    [2, 12.706204736174705],
    [3, 4.302652729749464],
    [10, 2.262157162798205],
    [30, 2.045229642132703],
    [1000, 1.9623414611334487],
  ] as const) {
    it(`take the quantile of Student's t for n = ${n}`, () => {
      const values = Array.from({ length: n }, (_, i) => i);
      const found = estimate(values);
      if (found.kind !== "interval") throw new Error(found.kind);
      expectClose({ t: ((found.high - found.mean) * Math.sqrt(n)) / found.std }, { t });
    });
  }
});

describe("paired comparisons", () => {
  // SciPy 1.10.1: stats.ttest_rel(a, b).pvalue; mpmath agrees; the rest as above, of a - b.
  it("are SciPy's ttest_rel", () => {
    const interval = { low: -0.1314631297746756, high: 0.01146312977467559 };
    const found = compare(differences(A, B));
    assert.strictEqual(found.kind, "paired");
    expectClose(found, { difference: -0.06, ...interval, p: 0.08015667421022182 });
    expectClose(compare(differences([1, 2], [1.5, 2.25])), { difference: -0.375, p: 0.20483276469913345 });
  });

  // SciPy 1.10.1: 2 * stats.t.sf(12, n - 1); mpmath agrees.
  for (const [n, p] of [
    [2, 0.05292935211917974],
    [5, 0.000276428548502973],
    [30, 9.060708333137178e-13],
    [100, 5.130629687897491e-21],
  ] as const) {
    it(`keep the digits of a small p, n = ${n}`, () => {
      const spread = estimate(Array.from({ length: n }, (_, i) => i));
      if (spread.kind !== "interval") throw new Error(spread.kind);
      const shift = (12 * spread.std) / Math.sqrt(n) - spread.mean;
      expectClose(compare(Array.from({ length: n }, (_, i) => i + shift)), { p }, 1e-10);
    });
  }

  it("of what is always the same say so, without p", () => {
    assert.deepEqual(compare([0, 0, 0]), { kind: "identical" });
    assert.deepEqual(compare([0]), { kind: "identical" });
  });

  it("of one seed have no interval, of none nothing", () => {
    assert.deepEqual(compare([0.25]), { kind: "single", difference: 0.25 });
    assert.deepEqual(compare([]), { kind: "none" });
  });

  it("of one and the same difference are certain", () => {
    const found = compare([0.25, 0.25, 0.25]);
    assert.include(found, { kind: "paired", difference: 0.25, low: 0.25, high: 0.25, std: 0, median: 0.25, p: 0 });
    assert.include(found, { effect: Number.POSITIVE_INFINITY, n: 3 });
    assert.include(compare([0.25, 0.25]), { effect: undefined, p: 0 });
  });

  it("do not take rounding for a difference", () => {
    const [own, other] = [
      [0.33333334, 0.6666667, 0.9],
      [0.6666667, 0.33333334, 0.9],
    ];
    const rounding = roundingOf([...own, ...other]);
    const swapped = compare(differences(own, other), rounding);
    assert.include(swapped, { kind: "paired", difference: 0, p: 1, effect: 0 });
    const halves = compare(differences([0.33333334, 0.6666667], [0.5, 0.5]), roundingOf([0.6666667]));
    assert.include(halves, { difference: 0, p: 1 });
    assert.deepEqual(compare([1e-17, -1e-17], rounding), { kind: "identical" });
    assert.include(compare([1e-6, 1e-6], roundingOf([0.9])), { difference: 1e-6, p: 0 });
  });
});

describe("The deviation of equal figures", () => {
  it("is 0, whatever their sum is", () => {
    for (const value of [0.1, 0.9333333, 1 / 3, 1e-7]) {
      const estimated = estimate([value, value, value, value, value, value, value]);
      assert.include(estimated, { mean: value, std: 0, low: value, high: value });
    }
  });
});
