import { assert } from "chai";
import type { LossPart } from "../../src/definition/loss.ts";
import { Misfit } from "../../src/definition/part.ts";
import * as losses from "../../src/losses/index.ts";
import { complete } from "../configuration.ts";
import { type Matrix, Workbench } from "../engine/workbench.ts";

const parts: Record<string, LossPart> = losses;

function partOf(type: string): LossPart {
  return parts[type] as LossPart;
}

/** The sum a loss records for output − 0, and its gradient. */
function evaluate(type: string, reduction: string, output: number[][]): { sum: number; gradient: number[][] } {
  const bench = new Workbench();
  const rows = output.length;
  const width = output[0]?.length ?? 0;
  const shape = [width];
  const place = (value: (row: number, column: number) => number) => {
    const { offset } = bench.matrix(rows, width, value);
    return { offset, shape, width, stride: 4 };
  };
  const plan = partOf(type).plan(complete("losses", { type, reduction }), shape, shape);
  const values = place((row, column) => output[row]?.[column] as number);
  const targets = place(() => 0);
  let gradient: Matrix = { offset: 0, rows, width };
  const run = bench.record(rows, (tape) => {
    gradient = { ...gradient, offset: plan.emit(tape, values, targets, "train")?.offset ?? 0 };
  });
  run(0);
  return { sum: bench.loss, gradient: bench.read(gradient) };
}

describe("losses", () => {
  for (const type of Object.keys(parts)) {
    it(`${type} says both shapes when output and targets differ, which PyTorch would broadcast`, () => {
      const config = complete("losses", { type });
      const part = partOf(type);
      assert.throws(() => part.plan(config, [1], [3]), Misfit, /\[1\].*\[3\]/);
      assert.throws(() => part.plan(config, [3], [1]), Misfit, /\[3\].*\[1\]/);
      assert.doesNotThrow(() => part.plan(config, [3], [3]));
    });
  }

  it("MSELoss averages over rows and columns, or adds up", () => {
    const output = [
      [1, -2, 3],
      [0, 4, -1],
    ];
    const third = Math.fround(1 / 3);
    const mean = evaluate("MSELoss", "mean", output);
    assert.strictEqual(mean.sum, 31);
    assert.deepEqual(mean.gradient[0], [third, Math.fround(-2 * third), Math.fround(3 * third)]);
    assert.deepEqual(evaluate("MSELoss", "sum", output).gradient[1], [0, 8, -2]);
  });

  it("L1Loss has the sign as gradient: 0 at 0 and for NaN, as in PyTorch", () => {
    const { gradient } = evaluate("L1Loss", "sum", [[2, -0.5, 0, Number.NaN, Number.NEGATIVE_INFINITY]]);
    assert.deepEqual(gradient, [[1, -1, 0, 0, -1]]);
    assert.strictEqual(evaluate("L1Loss", "mean", [[2, -0.5]]).sum, 2.5);
  });

  it("MSELoss overflows where float32 does", () => {
    assert.strictEqual(evaluate("MSELoss", "mean", [[2e19]]).sum, Number.POSITIVE_INFINITY);
  });
});
