import { assert } from "chai";
import type { Json } from "../../src/contracts/config.ts";
import { checksum, moments, open } from "./open.ts";

const STILL = { shift: 0, scale: 0, noise: 0 };
const all = (parameters: Record<string, Json>) => open("glyphs", { validation: 0, ...parameters }).load().training;
const image = (x: Float32Array, row: number) => x.subarray(row * 784, (row + 1) * 784);

/** Of the ink: its mean column and row, and how far it spreads from left to right. */
function extent(pixels: Float32Array) {
  let [ink, column, row, left, right] = [0, 0, 0, 28, 0];
  pixels.forEach((value, at) => {
    ink += value;
    column += value * (at % 28);
    row += value * Math.floor(at / 28);
    if (value > 0) [left, right] = [Math.min(left, at % 28), Math.max(right, at % 28)];
  });
  return { column: column / ink, row: row / ink, width: right - left };
}

describe("glyphs", () => {
  it("are ten classes of images with one channel, taking turns", () => {
    const { shape } = open("glyphs", { samples: 50 });
    assert.deepEqual(shape, { features: [1, 28, 28], targets: [1], classes: 10, training: 40, validation: 10 });
    const { x, y } = all({ samples: 12 });
    assert.equal(x.length, 12 * 784);
    assert.deepEqual([...y], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]);
  });

  it("are the same bits every time and everywhere, and others for another seed", () => {
    assert.equal(checksum(all({ samples: 20 }).x), "60212c24f49e363f");
    assert.notEqual(checksum(all({ samples: 20, seed: 1 }).x), checksum(all({ samples: 20 }).x));
  });

  it("keep their rows when there are more of them", () => {
    assert.deepEqual(all({ samples: 30 }).x.subarray(0, 784 * 10), all({ samples: 10 }).x);
  });

  it("are ten different digits, each always the same when nothing is to vary", () => {
    const { x } = all({ samples: 20, ...STILL });
    assert.isTrue(x.every((value) => value >= 0 && value <= 1));
    for (let digit = 0; digit < 10; digit++) assert.deepEqual(image(x, digit), image(x, digit + 10));
    const sums = new Set(Array.from({ length: 10 }, (_, digit) => checksum(image(x, digit).slice())));
    assert.equal(sums.size, 10);
  });

  it("draw an eight in the middle, like itself from both sides", () => {
    const eight = image(all({ samples: 9, ...STILL }).x, 8);
    const { column, row, width } = extent(eight);
    assert.closeTo(column, 13.5, 1e-5);
    assert.closeTo(row, 13.5, 1e-5);
    assert.closeTo(width, 14, 2.5);
    eight.forEach((value, at) => {
      assert.closeTo(value, eight[at - (at % 28) + 27 - (at % 28)] as number, 1e-6);
    });
  });

  it("are shifted as far as told, both ways, and scaled", () => {
    const eights = (parameters: Record<string, Json>) => {
      const { x } = all({ samples: 2000, ...STILL, ...parameters });
      return Array.from({ length: 200 }, (_, i) => extent(image(x, i * 10 + 8)));
    };
    for (const side of ["column", "row"] as const) {
      const found = eights({ shift: 3 }).map((one) => one[side]);
      assert.closeTo(Math.min(...found), 10.5, 0.3);
      assert.closeTo(Math.max(...found), 16.5, 0.3);
    }
    const widths = eights({ scale: 0.3 }).map(({ width }) => width);
    assert.closeTo(Math.min(...widths) / Math.max(...widths), 0.7 / 1.3, 0.08);
  });

  it("deviate by the noise, and by nothing else", () => {
    const clean = all({ samples: 50, noise: 0 }).x;
    const [mean, variance] = moments(
      all({ samples: 50, noise: 0.4 }).x.map((value, at) => value - (clean[at] as number)),
    );
    assert.closeTo(mean, 0, 0.01);
    assert.closeTo(Math.sqrt(variance), 0.4, 0.01);
  });
});
