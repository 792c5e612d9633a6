import { assert } from "chai";
import { checksum, moments, open } from "./open.ts";

describe("linear data", () => {
  it("know their shape before they are drawn", () => {
    const { shape, digest } = open("linear", { features: 10, samples: 512, targets: 3 });
    assert.deepEqual(shape, { features: [10], targets: [3], training: 410, validation: 102 });
    assert.equal(digest, "");
  });

  it("come in that shape, as float32", () => {
    const { training, validation } = open("linear", { features: 10, samples: 512, targets: 3 }).load();
    assert.deepEqual([training.rows, training.x.length, training.y.length], [410, 4100, 1230]);
    assert.deepEqual([validation?.rows, validation?.x.length, validation?.y.length], [102, 1020, 306]);
  });

  it("are the same bits every time and everywhere", () => {
    const { training, validation } = open("linear", { features: 3, samples: 50, noise: 0.1 }).load();
    assert.equal(checksum(training.x), "c61d090b5b0bc3ff");
    assert.equal(checksum(training.y), "704c0b6280bb7982");
    assert.equal(checksum(validation?.y as Float32Array), "6af1ca4a0d4982f3");
  });

  it("have standard normal features", () => {
    const [mean, variance] = moments(open("linear", { features: 4, samples: 5000, validation: 0 }).load().training.x);
    assert.closeTo(mean, 0, 0.03);
    assert.closeTo(variance, 1, 0.04);
  });

  it("are linear without noise", () => {
    // Two rows of one feature decide the line; all others lie on it.
    const { x, y } = open("linear", { features: 1, samples: 100, validation: 0, seed: 5 }).load().training;
    const [x0, x1, y0, y1] = [x[0], x[1], y[0], y[1]] as [number, number, number, number];
    const slope = (y1 - y0) / (x1 - x0);
    x.forEach((value, row) => {
      assert.closeTo(y[row] as number, y0 + slope * (value - x0), 1e-4);
    });
  });

  it("deviate from that by the noise, and by nothing else", () => {
    const at = (noise: number) => open("linear", { features: 2, samples: 4000, noise, validation: 0 }).load().training;
    assert.deepEqual(at(0.5).x, at(0).x);
    const clean = at(0).y;
    const [mean, variance] = moments(at(0.5).y.map((value, row) => value - (clean[row] as number)));
    assert.closeTo(mean, 0, 0.03);
    assert.closeTo(Math.sqrt(variance), 0.5, 0.02);
  });

  it("keep their rows when there are more of them", () => {
    const x = (samples: number) => open("linear", { features: 2, samples, validation: 0 }).load().training.x;
    assert.deepEqual(x(40).subarray(0, 20), x(10));
  });

  it("are others for another seed", () => {
    const at = (seed: number) => open("linear", { features: 1, samples: 10, validation: 0, seed }).load().training;
    assert.notDeepEqual(at(1).x, at(2).x);
    assert.notDeepEqual(at(1).y, at(2).y);
  });
});
