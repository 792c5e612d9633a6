import { assert } from "chai";
import { sequence } from "../../src/grid/sequences.ts";
import { numpySequences } from "./numpy-sequences.ts";

describe("Generators", () => {
  for (const [generator, a, b, c, values] of numpySequences)
    it(`${generator} from ${a} to ${b} by ${c} is NumPy's`, () => {
      const ours = sequence(generator, a, b, c) as readonly number[];
      if (generator === "linspace" || generator === "range") assert.deepEqual(ours, values);
      // NumPy's own power is off by a bit here and there: its 10^-5 is 0.000009999999999999999.
      assert.lengthOf(ours, values.length);
      ours.forEach((value, i) => {
        assert.closeTo(value, values[i] as number, Math.abs(value) * Number.EPSILON);
      });
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
