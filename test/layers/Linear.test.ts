import { assert } from "chai";
import type { Json } from "../../src/contracts/config.ts";
import { Misfit } from "../../src/contracts/part.ts";
import { Linear } from "../../src/layers/index.ts";
import { stream } from "../../src/random/rng.ts";
import { complete } from "../configuration.ts";

const plan = (options: Record<string, Json>, input: readonly number[]) =>
  Linear.plan(complete("layers", { type: "Linear", ...options }), input);

describe("Linear", () => {
  it("names and shapes its parameters as PyTorch", () => {
    const { parameters, output } = plan({ out_features: 3 }, [5]);
    assert.deepEqual(
      parameters.map(({ name, shape }) => [name, shape]),
      [
        ["weight", [3, 5]],
        ["bias", [3]],
      ],
    );
    assert.deepEqual(output, [3]);
    assert.lengthOf(plan({ out_features: 3, bias: false }, [5]).parameters, 1);
  });

  it("draws initial values from U(−1/√in, 1/√in)", () => {
    for (const { fill } of plan({ out_features: 100 }, [25]).parameters) {
      const values = new Float32Array(100_000);
      fill(values, stream(0, "test"));
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
      assert.isAtMost(Math.max(...values.map(Math.abs)), Math.fround(0.2));
      assert.closeTo(mean, 0, (5 * 0.2) / Math.sqrt(3 * values.length));
      // The variance of a uniform is width²/12, its kurtosis 1.8.
      assert.closeTo(variance / (0.4 ** 2 / 12), 1, 5 * Math.sqrt(0.8 / values.length));
    }
  });

  it("checks in_features where they are given", () => {
    assert.doesNotThrow(() => plan({ out_features: 1, in_features: 10 }, [10]));
    try {
      plan({ out_features: 1, in_features: 12 }, [10]);
      assert.fail("no Misfit");
    } catch (error) {
      assert.instanceOf(error, Misfit);
      assert.strictEqual((error as Misfit).parameter, "in_features");
      assert.match((error as Misfit).message, /12.*10 features/);
    }
  });

  it("works on the last dimension", () => {
    const { output, parameters } = plan({ out_features: 3 }, [7, 5]);
    assert.deepEqual(output, [7, 3]);
    assert.deepEqual(parameters[0]?.shape, [3, 5]);
  });
});
