import { assert } from "chai";
import fc from "fast-check";
import { sequence } from "../../src/grid/sequences.ts";
import { numpySequences } from "./numpy-sequences.ts";

describe("Generators", () => {
  for (const [generator, a, b, c, values] of numpySequences)
    it(`${generator} from ${a} to ${b} by ${c} is NumPy's with 9 digits, the excluded end apart`, () => {
      const ours = sequence(generator, a, b, c) as readonly number[];
      const without = generator === "range" ? values.filter((value) => Math.abs(value - b) > 1e-9) : values;
      assert.deepEqual(
        ours,
        without.map((value) => Number(value.toPrecision(9))),
      );
    });

  it("never have the excluded end, and no digits that come from rounding", () => {
    assert.deepEqual(sequence("range", 0.1, 0.4, 0.1), [0.1, 0.2, 0.3]);
    assert.deepEqual(sequence("range", 0.001, 0.004, 0.001), [0.001, 0.002, 0.003]);
    assert.deepEqual(sequence("range", 1, 0, -0.25), [1, 0.75, 0.5, 0.25]);
    assert.deepEqual(sequence("range", -1.8, 0.6, 0.6), [-1.8, -1.2, -0.6, 0]);
    assert.deepEqual(sequence("range", 1e-7, 4e-7, 1e-7), [1e-7, 2e-7, 3e-7]);
    assert.deepEqual(sequence("geomspace", 0.0001, 0.001, 3), [0.0001, 0.000316227766, 0.001]);
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 1, max: 99 }),
        fc.integer({ min: 0, max: 9 }),
        (first, step, decimals) => {
          const written = (whole: number) => Number(`${whole}e-${decimals}`);
          const start = first % 10_000;
          const values = sequence("range", written(start), written(start + 5 * step), written(step));
          assert.deepEqual(
            values,
            [0, 1, 2, 3, 4].map((i) => written(start + i * step)),
          );
        },
      ),
    );
  });

  it("keep the ends as they are written, and as many digits as tell the values apart", () => {
    assert.lengthOf(new Set(sequence("linspace", 1, 1 + 1e-10, 3) as number[]), 3);
    assert.strictEqual((sequence("linspace", 0.1234567890123, 1, 3) as number[])[0], 0.1234567890123);
    assert.strictEqual((sequence("geomspace", 1, 2.1234567890123, 3) as number[])[2], 2.1234567890123);
  });

  it("give whole powers of ten and both ends exactly", () => {
    assert.deepEqual(sequence("logspace", -5, 0, 6), [1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1]);
    assert.deepEqual(sequence("geomspace", 1e-5, 1, 6), [1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1]);
    assert.strictEqual((sequence("geomspace", 0.3, 0.7, 5) as number[]).at(-1), 0.7);
    assert.strictEqual((sequence("linspace", 0, 0.3, 4) as number[]).at(-1), 0.3);
  });

  it("refuse counts and steps that make no sense", () => {
    assert.typeOf(sequence("linspace", 0, 1, 0), "string");
    assert.typeOf(sequence("linspace", 0, 1, 1e9), "string");
    assert.typeOf(sequence("range", 0, 1, 1e-9), "string");
    assert.typeOf(sequence("range", 0, 1, 0), "string");
    assert.typeOf(sequence("geomspace", -1, 1, 3), "string");
  });
});
