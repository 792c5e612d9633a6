import { assert } from "chai";
import { type DistributionPart, LINEAR, valueAt } from "../../src/contracts/distribution.ts";
import * as distributions from "../../src/distributions/index.ts";

const registered: Readonly<Record<string, DistributionPart>> = distributions;

describe("every distribution", () => {
  for (const [name, { description, takes, scale = LINEAR, continuous, aliases }] of Object.entries(registered)) {
    it(`${name} says what is written after it, and what other programs call it`, () => {
      assert.match(description, /^(?:\[low, high\]|A list).{10,}\.$/);
      const others = Object.entries(registered).filter(([other]) => other !== name);
      for (const [other, part] of others) assert.notIncludeMembers([other, ...part.aliases], [name, ...aliases]);
    });

    if (takes !== "interval") continue;

    it(`${name} reaches both ends, and rises in between`, () => {
      const low = Math.max(1, (scale.above ?? 0) + 1);
      const interval = { kind: "interval" as const, low, high: low + 63, scale, step: continuous ? 1 : undefined };
      const shares = Array.from({ length: 101 }, (_, i) => i / 100);
      const values = shares.map((share) => valueAt(interval, share));
      assert.deepEqual([values[0], values.at(-1)], [low, low + 63]);
      assert.deepEqual(
        [...values].sort((a, b) => a - b),
        values,
      );
    });

    it(`${name} has a scale whose two functions undo each other`, () => {
      for (const value of [0.5, 1, 2, 30].map((above) => (scale.above ?? 0) + above))
        assert.closeTo(scale.outward(scale.inward(value)), value, 1e-12 * value);
    });

    if (continuous === undefined) continue;

    it(`${name} names the distribution of all numbers on its scale`, () => {
      assert.deepEqual(registered[continuous]?.scale, registered[name]?.scale);
      assert.isUndefined(registered[continuous]?.continuous);
    });
  }
});
