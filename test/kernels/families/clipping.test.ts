import { assert } from "chai";
import { clipNorm, clipValue } from "../../../src/kernels/families/clipping.ts";
import { Arena, assertNear, at, sum } from "../arena.ts";

const NORMS: Readonly<Record<number, (values: readonly number[]) => number>> = {
  0: (values) => Math.max(...values.map(Math.abs)),
  1: (values) => sum(values.map(Math.abs)),
  2: (values) => Math.hypot(...values),
};

describe("Clipping of gradients", () => {
  for (const [order, norm] of Object.entries(NORMS))
    for (const floats of [4, 36, 132])
      it(`by the norm of order ${order} of ${floats} values: NaN makes all NaN, but zeros stay`, () => {
        const arena = new Arena();
        const own = { gradients: at(0), floats, order: Number(order), most: at(3), scratch: at(4) };
        const values = arena.of(0, floats);
        for (const most of [0.5, 1e6]) {
          arena.set(3, [most]);
          const factor = Math.min(1, most / (norm(values) + 1e-6));
          const after = arena.afterStep(clipNorm(own), 1);
          assertNear(
            after.of(0, floats),
            values.map((one) => factor * one),
          );
          assert.deepEqual(after.of(0, floats + 8).slice(floats), arena.of(0, floats + 8).slice(floats));
        }
        for (const [bad, wanted] of [
          [Number.NaN, Number.NaN],
          [Number.POSITIVE_INFINITY, 0],
        ] as const) {
          const broken = new Arena();
          broken.set(3, [1]);
          broken.set(0, [1, bad, 0]);
          const [first, second, third] = broken.afterStep(clipNorm(own), 1).of(0, 3);
          assert.deepEqual([first, second, third], [wanted, Number.NaN, 0]);
        }
      });

  it("by a value: NaN stays", () => {
    const arena = new Arena();
    arena.set(3, [0.5]);
    arena.set(0, [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0.25]);
    const after = arena.afterStep(clipValue({ gradients: at(0), floats: 36, most: at(3) }), 1).of(0, 36);
    const rest = arena.of(0, 36).slice(3);
    assert.deepEqual(after, [Number.NaN, 0.5, -0.5, ...rest.map((one) => Math.min(0.5, Math.max(-0.5, one)))]);
  });
});
