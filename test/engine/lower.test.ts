import { assert } from "chai";
import { compile } from "../../src/engine/compile.ts";
import { lower } from "../../src/engine/lower.ts";
import { add, copy } from "../../src/kernels/families/elementwise.ts";
import { parts } from "../../src/parts.ts";
import { Arena } from "../../src/tape/arena.ts";
import { Op } from "../../src/tape/op.ts";
import { recordsOf } from "../../src/tape/records.ts";
import { Tape } from "../../src/tape/tape.ts";
import { WORKLOADS, type Workload } from "../bench/workloads.ts";

function trainingOf({ config, shape }: Pick<Workload, "config" | "shape">, base = 1 << 16) {
  const rowsOf = (count: number) => ({ count, x: 0, y: 0 });
  const data = { training: rowsOf(shape.training), validation: rowsOf(0), test: rowsOf(0), inOrder: 0 };
  return compile(config, { parts, data, shape, base, cyclesMomentum: false }).training;
}

const ONE_KERNEL = [Op.Kernel | (2 << 8), 0, Op.End | (1 << 8)];

describe("Lowering", () => {
  for (const [name, workload] of Object.entries({
    regression: WORKLOADS.W2,
    classification: WORKLOADS.W3,
    text: WORKLOADS.W5,
  }))
    it(`makes one kernel of the whole step of a model for ${name}`, () => {
      const { lowered } = trainingOf(workload);
      assert.deepEqual([...lowered.words], ONE_KERNEL);
      assert.strictEqual(lowered.whole, lowered.kernels[0]);
    });

  it("keeps the records that have no kernel, in their place", () => {
    const arena = new Arena(1 << 16);
    const tape = new Tape(arena, 4, 1, 0, 0);
    const [a, b] = [tape.allocate(16), tape.allocate(16)];
    tape.record(copy({ source: a, target: b, floats: 4 }));
    tape.record(add({ a, b, floats: 4 }));
    tape.record(Op.LaneTake, a, b, 1, 1);
    tape.record(add({ a: b, b: a, floats: 4 }));
    tape.record(Op.End);
    const { words, kernels, whole } = lower(tape.words, tape.operations, arena);
    const records = [...recordsOf(words)].map(({ op, operands }) => [op, ...operands]);
    assert.deepEqual(records, [[Op.Kernel, 0], [Op.LaneTake, a, b, 1, 1], [Op.Kernel, 1], [Op.End]]);
    assert.deepEqual(
      kernels.map(({ operations }) => operations.map(({ name }) => name)),
      [["Copy", "Add"], ["Add"]],
    );
    assert.isUndefined(whole);
  });
});
