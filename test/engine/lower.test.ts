import { assert } from "chai";
import { compile } from "../../src/engine/compile.ts";
import { programOf } from "../../src/engine/lower.ts";
import { parts } from "../../src/parts.ts";
import { WORKLOADS, type Workload } from "../bench/workloads.ts";

function trainingOf({ config, shape }: Pick<Workload, "config" | "shape">) {
  const rowsOf = (count: number) => ({ count, x: 0, y: 0 });
  const data = { training: rowsOf(shape.training), validation: rowsOf(0), test: rowsOf(0), inOrder: 0 };
  return compile(config, { parts, data, shape, base: 1 << 16, cyclesMomentum: false }).training;
}

describe("Lowering", () => {
  const { W2, W3, W4, W5 } = WORKLOADS;
  const tile = { sums: 24, vectors: 4, rows: 12 };
  for (const [name, workload] of Object.entries({ "an MLP": W2, "a classifier": W3, "a CNN": W4, "a transformer": W5 }))
    it(`makes one kernel of the steps of ${name}: a loop whose number of steps stands in the arena`, () => {
      const { lowered, rows } = trainingOf(workload);
      const { code } = programOf(lowered, rows, tile);
      const [first] = code;
      assert.deepInclude(first, { op: "repeat", times: { pointer: undefined, offset: lowered.words.steps } });
      const counter = first?.op === "repeat" ? first.counter : Number.NaN;
      assert.deepEqual(code.at(-1), { op: "end", counter });
    });

  it("names kernels by what they do and where", () => {
    const [one, again] = [trainingOf(W2), trainingOf(W2)];
    assert.strictEqual(one.lowered.key, again.lowered.key);
    assert.notStrictEqual(one.lowered.key, trainingOf(W3).lowered.key);
  });
});
