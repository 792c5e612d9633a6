import { assert } from "chai";
import { compile } from "../../src/engine/compile.ts";
import { parts } from "../../src/parts.ts";
import { Op } from "../../src/tape/op.ts";
import { recordsOf } from "../../src/tape/records.ts";
import { WORKLOADS, type Workload } from "../bench/workloads.ts";

function trainingOf({ config, shape }: Pick<Workload, "config" | "shape">, base = 1 << 16) {
  const rowsOf = (count: number) => ({ count, x: 0, y: 0 });
  const data = { training: rowsOf(shape.training), validation: rowsOf(0), test: rowsOf(0), inOrder: 0 };
  return compile(config, { parts, data, shape, base, cyclesMomentum: false }).training;
}

const ONE_KERNEL = [Op.Kernel | (2 << 8), 0, Op.End | (1 << 8)];

describe("Lowering", () => {
  for (const [name, workload] of Object.entries({ regression: WORKLOADS.W2, classification: WORKLOADS.W3 }))
    it(`makes one kernel of the whole step of an MLP for ${name}`, () => {
      const { lowered } = trainingOf(workload);
      assert.deepEqual([...lowered.words], ONE_KERNEL);
      assert.strictEqual(lowered.whole, lowered.kernels[0]);
    });

  it("keeps the records that have no kernel, in their place", () => {
    const { words, lowered } = trainingOf(WORKLOADS.W5);
    const others = (all: Int32Array) => [...recordsOf(all)].filter(({ op }) => op !== Op.Operation && op !== Op.Kernel);
    assert.isAbove(lowered.kernels.length, 1);
    assert.isUndefined(lowered.whole);
    assert.deepEqual(others(lowered.words), others(words));
  });
});
