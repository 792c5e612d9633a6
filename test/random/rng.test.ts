import { assert } from "chai";
import { normal, shuffleInPlace, stream, uniform } from "../../src/random/rng.ts";

const draws = (count: number, draw: () => number) => Array.from({ length: count }, draw);

/** Distance of Kolmogorov and Smirnov between values and a distribution function. */
function distance(values: number[], cumulative: (value: number) => number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const gaps = sorted.map((value, i) => {
    const expected = cumulative(value);
    return Math.max(expected - i / sorted.length, (i + 1) / sorted.length - expected);
  });
  return Math.max(...gaps);
}

/** The 0.1 % critical value of that distance for many values. */
const critical = (count: number) => 1.95 / Math.sqrt(count);

/** Abramowitz and Stegun 7.1.26, good to 1.5e-7. */
function normalCumulative(z: number): number {
  const t = 1 / (1 + 0.3275911 * (Math.abs(z) / Math.SQRT2));
  const series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const upper = (series * Math.exp((-z * z) / 2)) / 2;
  return z > 0 ? 1 - upper : upper;
}

describe("streams of random numbers", () => {
  it("are the same bits for the same name", () => {
    const rng = stream(0, "init", 0, "weight");
    assert.deepEqual(
      draws(3, () => uniform(rng, -1, 1)),
      [0.6394936506467663, -0.7029506266841417, -0.11090365450605688],
    );
    const other = stream(7, "order", 1);
    assert.deepEqual(
      draws(3, () => normal(other)),
      [-0.6443986310064821, -0.5547563519480727, -0.028793746555080664],
    );
  });

  it("are unrelated for other names", () => {
    const first = (...name: (string | number)[]) => uniform(stream(...name), 0, 1);
    const names: (string | number)[][] = [[0], [1], ["0"], [0, "a"], [0, "b"], [0, "a", 1], [0, "a1"], [0, "a", "1"]];
    assert.lengthOf(new Set(names.map((name) => first(...name))), names.length);
    // Neighbouring seeds share no trend.
    const values = Array.from({ length: 2000 }, (_, seed) => first(seed, "order", 1));
    assert.isBelow(
      distance(values, (value) => value),
      critical(values.length),
    );
  });

  it("are uniform in their interval", () => {
    const rng = stream(1, "uniform");
    const values = draws(20000, () => uniform(rng, -3, 5));
    assert.isTrue(values.every((value) => value >= -3 && value < 5));
    assert.isBelow(
      distance(values, (value) => (value + 3) / 8),
      critical(values.length),
    );
  });

  it("are normal where asked for", () => {
    const rng = stream(2, "normal");
    const values = draws(20000, () => normal(rng));
    assert.isBelow(distance(values, normalCumulative), critical(values.length));
  });

  it("shuffle 0 … n−1, every order as likely as another", () => {
    const rng = stream(3, "order");
    const counts = new Map<string, number>();
    const order = new Int32Array(4);
    for (let i = 0; i < 24000; i++) {
      shuffleInPlace(order, rng);
      const key = order.join("");
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    assert.lengthOf([...counts], 24);
    const chi2 = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    // 99.9 % of chi-squared with 23 degrees of freedom.
    assert.isBelow(chi2, 49.7);
  });
});
