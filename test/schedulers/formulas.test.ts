import { assert } from "chai";
import type { Json } from "../../src/contracts/config.ts";
import { Misfit } from "../../src/contracts/part.ts";
import { golden, type ScheduleCase } from "../golden.ts";
import { build, rateTrace, trace } from "./trace.ts";

interface Written {
  readonly expr: string;
  readonly values: readonly number[];
}

const cases = golden<ScheduleCase[]>("schedules.json").filter(({ scheduler }) =>
  [scheduler.lr_lambda].flat().every((given) => typeof (given as unknown as Written | undefined)?.expr === "string"),
);

function refusal(lr_lambda: Json, window = 10): string {
  try {
    build("LambdaLR", { lr_lambda }, window);
  } catch (error) {
    if (error instanceof Misfit) return `${error.parameter}: ${error.message}`;
    throw error;
  }
  return "accepted";
}

describe("LambdaLR and MultiplicativeLR by formula", () => {
  it("are held against PyTorch", () => assert.isAtLeast(cases.length, 7));

  for (const { id, base_lr, scheduler, steps, lrs } of cases) {
    it(`give PyTorch's rates: ${id}`, () => {
      const given = scheduler.lr_lambda as unknown as Written | readonly Written[];
      const lr_lambda = Array.isArray(given) ? given.map(({ expr }) => expr) : (given as Written).expr;
      const rates = trace(build(scheduler.type, { lr_lambda }, steps), { lr: [base_lr].flat() }, steps);
      rates.forEach(({ lr }, t) => {
        lr.forEach((rate, group) => {
          const expected = lrs[t]?.[group] as number;
          assert.closeTo(rate, expected, 1e-12 * Math.abs(expected), `tick ${t}`);
        });
      });
    });
  }

  it("take a table for one param group and a formula for another", () => {
    const rates = trace(build("LambdaLR", { lr_lambda: ["1 / (epoch + 1)", [1, 3]] }, 2), { lr: [1, 1] }, 1);
    assert.deepEqual(
      rates.map(({ lr }) => lr),
      [
        [1, 1],
        [0.5, 3],
      ],
    );
  });

  it("start a formula anew in each window", () => {
    const warm = { type: "LambdaLR", lr_lambda: "(epoch + 1) / 2" };
    const schedule = build("SequentialLR", { schedulers: [warm, warm], milestones: [2] }, 4);
    assert.deepEqual(rateTrace(schedule, 1, 3), [0.5, 1, 0.5, 1]);
  });

  it("scale the cycles of CyclicLR, by cycle or by step", () => {
    const cyclic = { base_lr: 0, max_lr: 1, step_size_up: 2, cycle_momentum: false };
    const rates = (scale: Record<string, Json>) => rateTrace(build("CyclicLR", { ...cyclic, ...scale }, 8), 9, 8);
    assert.deepEqual(rates({ scale_fn: "1 / x" }), [0, 0.5, 1, 0.5, 0, 0.25, 0.5, 0.25, 0]);
    assert.deepEqual(rates({ scale_fn: "x", scale_mode: "iterations" }), [0, 0.5, 2, 1.5, 0, 2.5, 6, 3.5, 0]);
    const refused = (scale: Record<string, Json>) => () => build("CyclicLR", { ...cyclic, ...scale }, 8);
    assert.throws(refused({ scale_fn: "1 / (x - 2)" }), "'1 / (x - 2)' is Infinity at x 2");
    assert.throws(refused({ scale_fn: "1 / x", scale_mode: "iterations" }), "'1 / x' is Infinity at x 0");
    assert.throws(refused({ scale_fn: "1 / epoch" }), "unknown name 'epoch'");
  });

  it("refuse a formula that is none, or has no value in its window", () => {
    assert.equal(refusal("0.9 ^ epoch"), "lr_lambda: '0.9 ^ epoch', character 5: '^' is no operator here");
    assert.equal(refusal("1 / epoch"), "lr_lambda: '1 / epoch' is Infinity at epoch 0");
    assert.equal(refusal("sqrt(9 - epoch)"), "accepted");
    assert.equal(refusal("sqrt(9 - epoch)", 11), "lr_lambda: 'sqrt(9 - epoch)' is NaN at epoch 10");
    assert.equal(refusal(["1", "epok"]), "lr_lambda.1: 'epok', character 1: unknown name 'epok'");
    assert.equal(refusal(["1", [1, 2]]), "lr_lambda.1: lr_lambda.1 has 2 values, and its window 10 ticks");
  });
});
