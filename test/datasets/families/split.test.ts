import { assert } from "chai";
import fc from "fast-check";
import { Misfit } from "../../../src/contracts/part.ts";
import { heldOutRows, pick, split } from "../../../src/datasets/families/split.ts";

describe("the split", () => {
  it("holds out round(n × share) rows", () => {
    assert.deepEqual(
      [heldOutRows(512, 0.2), heldOutRows(10, 0.25), heldOutRows(7, 0), heldOutRows(3, 0.5)],
      [102, 3, 0, 2],
    );
  });

  it("refuses to hold out nothing or everything, unless asked for nothing", () => {
    assert.throws(() => heldOutRows(4, 0.1), Misfit, "a share of 0.1 holds out no row of 4");
    assert.throws(() => heldOutRows(4, 0.9), Misfit, "a share of 0.9 holds out every row of 4");
    assert.throws(() => heldOutRows(1, 0.2), Misfit);
    assert.equal(heldOutRows(1, 0), 0);
  });

  it("puts every row on one side, each side in order", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 4, max: 300 }),
        fc.double({ min: 0.2, max: 0.8, noNaN: true }),
        fc.nat(),
        (n, share, seed) => {
          const { training, validation } = split(n, share, seed);
          for (const rows of [training, validation]) assert.deepEqual(rows, rows.slice().sort());
          assert.lengthOf(validation, Math.round(n * share));
          assert.deepEqual(
            Int32Array.of(...training, ...validation).sort(),
            Int32Array.from({ length: n }, (_, i) => i),
          );
        },
      ),
      { numRuns: 50 },
    );
  });

  it("is the same for the same seed and n, and a larger share adds to it", () => {
    assert.deepEqual([...split(20, 0.2, 0).validation], [0, 12, 14, 15]);
    const larger = [...split(20, 0.5, 0).validation];
    for (const row of split(20, 0.2, 0).validation) assert.include(larger, row);
    assert.notDeepEqual(split(20, 0.2, 1), split(20, 0.2, 0));
  });

  it("picks whole rows", () => {
    const samples = { rows: 3, x: Float32Array.of(1, 2, 3, 4, 5, 6), y: Float32Array.of(7, 8, 9) };
    const picked = pick(samples, Int32Array.of(2, 0));
    assert.deepEqual(picked, { rows: 2, x: Float32Array.of(5, 6, 1, 2), y: Float32Array.of(9, 7) });
  });
});
