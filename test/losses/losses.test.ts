import { assert } from "chai";
import type { PartConfig } from "../../src/contracts/config.ts";
import type { LossPart } from "../../src/contracts/loss.ts";
import { Misfit } from "../../src/contracts/part.ts";
import * as losses from "../../src/losses/index.ts";
import { tensorAt } from "../../src/tape/tape.ts";
import { complete } from "../configuration.ts";
import { type Matrix, Workbench } from "../engine/workbench.ts";
import { remedyOf } from "../remedy.ts";
import { LOSS_CASES } from "./cases.ts";

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
    return tensorAt(offset, shape);
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

const CLASS_LOSSES = Object.keys(LOSS_CASES).filter((type) => LOSS_CASES[type]?.targets === "classes");

/** The Misfit that planning throws. */
function misfit(config: PartConfig, output: number[], targets: number[], classes?: number): Misfit {
  try {
    partOf(config.type).plan(complete("losses", config), output, targets, classes);
  } catch (error) {
    assert.instanceOf(error, Misfit);
    return error as Misfit;
  }
  assert.fail("no Misfit");
}

describe("losses", () => {
  for (const type of CLASS_LOSSES) {
    it(`${type} takes classes, as many as there are outputs`, () => {
      const numbers = misfit({ type }, [3], [1]);
      assert.match(numbers.message, /indices of classes.*are numbers/);
      assert.match(remedyOf(numbers) ?? "", /MSELoss/);
      const few = misfit({ type }, [2], [1], 3);
      assert.match(few.message, /3 classes.*2 outputs/);
      assert.match(remedyOf(few) ?? "", /out_features: 3/);
      assert.match(misfit({ type }, [4, 3], [1], 3).message, /\[4, 3\].*4 positions.*at 1/);
      const weight = misfit({ type, weight: [1, 2] }, [3], [1], 3);
      assert.strictEqual(weight.parameter, "weight");
      assert.match(weight.message, /2 values.*3 classes/);
      assert.deepEqual(partOf(type).metrics, ["accuracy"]);
    });
  }

  it("of numbers refuse classes, and name the loss that takes them", () => {
    assert.match(misfit({ type: "MSELoss" }, [3], [1], 3).message, /3 classes/);
    assert.strictEqual(remedyOf(misfit({ type: "MSELoss" }, [3], [1], 3)), "use CrossEntropyLoss");
    assert.strictEqual(remedyOf(misfit({ type: "L1Loss" }, [1], [1], 2)), "use BCEWithLogitsLoss");
    assert.strictEqual(remedyOf(misfit({ type: "BCEWithLogitsLoss" }, [1], [1], 3)), "use CrossEntropyLoss");
    assert.match(misfit({ type: "BCEWithLogitsLoss", pos_weight: [1, 2] }, [3], [3]).message, /2 values.*3 outputs/);
    assert.match(misfit({ type: "MultiMarginLoss" }, [4, 3], [4], 3).message, /one line of classes.*\[4, 3\]/);
  });

  for (const type of Object.keys(parts).filter((type) => !CLASS_LOSSES.includes(type))) {
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
