import { assert } from "chai";
import { compile } from "../../src/engine/compile.ts";
import { parts } from "../../src/parts.ts";
import { Op } from "../../src/tape/op.ts";
import { WORKLOADS, type Workload } from "../bench/workloads.ts";

function trainingOf({ config, shape }: Pick<Workload, "config" | "shape">, base = 1 << 16) {
  const rowsOf = (count: number) => ({ count, x: 0, y: 0 });
  const data = { training: rowsOf(shape.training), validation: rowsOf(0), test: rowsOf(0), inOrder: 0 };
  return compile(config, { parts, data, shape, base, cyclesMomentum: false }).training;
}

const ONE_KERNEL = [Op.Kernel | (2 << 8), 0, Op.End | (1 << 8)];

describe("Lowering", () => {
  const { W2, W3, W4, W5 } = WORKLOADS;
  for (const [name, workload] of Object.entries({ "an MLP": W2, "a classifier": W3, "a CNN": W4, "a transformer": W5 }))
    it(`makes one kernel of the whole step of ${name}`, () => {
      const { lowered } = trainingOf(workload);
      assert.deepEqual([...lowered.words], ONE_KERNEL);
      assert.strictEqual(lowered.whole, lowered.kernels[0]);
    });
});
