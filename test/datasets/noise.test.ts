import { assert } from "chai";
import { checksum, moments, open } from "./open.ts";

const fresh = (parameters: Record<string, number>, seed: number, epoch: number) => {
  const source = open("noise", parameters);
  assert.isDefined(source.fresh);
  return (source.fresh as NonNullable<typeof source.fresh>)(seed, epoch);
};

describe("noise", () => {
  it("is one row an epoch, with nothing held out", () => {
    const { shape } = open("noise", { features: 10 });
    assert.deepEqual(shape, { features: [10], targets: [1], training: 1, validation: 0 });
    const { rows, x, y } = fresh({ features: 10 }, 0, 1);
    assert.deepEqual([rows, x.length, y.length], [1, 10, 1]);
  });

  it("has no seed of its own, nor a share to hold out", () => {
    assert.throws(() => open("noise", { features: 1, seed: 1 }));
    assert.throws(() => open("noise", { features: 1, validation: 0.2 }));
  });

  it("is the same bits for the same seed and epoch, and others for others", () => {
    const at = (seed: number, epoch: number) => checksum(fresh({ features: 4, samples: 8 }, seed, epoch).x);
    assert.equal(at(0, 1), "9203dc97f004c905");
    assert.equal(at(0, 1), at(0, 1));
    assert.lengthOf(new Set([at(0, 1), at(0, 2), at(1, 1), at(1, 2)]), 4);
  });

  it("is standard normal, inputs and targets alike", () => {
    const { x, y } = fresh({ features: 1, samples: 20000 }, 3, 7);
    for (const values of [x, y]) {
      const [mean, variance] = moments(values);
      assert.closeTo(mean, 0, 0.03);
      assert.closeTo(variance, 1, 0.04);
    }
    const [covariance] = moments(x.map((value, row) => value * (y[row] as number)));
    assert.closeTo(covariance, 0, 0.03);
  });
});
