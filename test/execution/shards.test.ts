import { assert } from "chai";
import fc from "fast-check";
import { isInShard } from "../../src/execution/shards.ts";

/** How many runs each shard gets. */
const sizes = (of: number, runs: number) =>
  Array.from(
    { length: of },
    (_, index) =>
      Array.from({ length: runs }, (_, run) => run).filter((run) => isInShard({ index, of }, run, runs)).length,
  );

describe("shards", () => {
  it("have each run once, and about as many", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 3000 }), (of, runs) => {
        for (let run = 0; run < runs; run += 7) {
          const owners = Array.from({ length: of }, (_, index) => index).filter((index) =>
            isInShard({ index, of }, run, runs),
          );
          assert.lengthOf(owners, 1);
        }
        const all = sizes(of, runs);
        assert.strictEqual(
          all.reduce((sum, size) => sum + size, 0),
          runs,
        );
        assert.isAtMost(Math.max(...all) - Math.min(...all), Math.max(1, runs / (of * 4)));
      }),
      { numRuns: 50 },
    );
  });

  it("keep neighbours together, which share their seed", () => {
    const own = Array.from({ length: 10_000 }, (_, run) => run).filter((run) =>
      isInShard({ index: 2, of: 4 }, run, 10_000),
    );
    assert.deepEqual(
      own.slice(0, 64),
      Array.from({ length: 64 }, (_, i) => 128 + i),
    );
    assert.strictEqual(own[64], 128 + 4 * 64);
  });
});
