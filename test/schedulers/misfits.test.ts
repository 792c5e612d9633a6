import { assert } from "chai";
import type { Json, PartConfig } from "../../src/contracts/config.ts";
import { Misfit } from "../../src/contracts/part.ts";
import { builderOf } from "../../src/schedule/in-turn.ts";
import { remedyOf } from "../remedy.ts";
import { build, registered, resolve } from "./trace.ts";

function assertMisfit(make: () => unknown, parameter: string, message: RegExp) {
  try {
    make();
  } catch (error) {
    assert.instanceOf(error, Misfit, String(error));
    assert.match(error.message, message);
    assert.equal(error.parameter, parameter);
    assert.isNotEmpty(remedyOf(error));
    return;
  }
  assert.fail("it was taken");
}

const start = (type: string, parameters: Record<string, Json>, groups: number, momentum?: number) => {
  const lr = Array.from({ length: groups }, () => 0.1);
  const base = momentum === undefined ? { lr } : { lr, momentum: lr.map(() => momentum) };
  return build(type, parameters, 10).start({ base, last: base, due: base });
};

describe("schedulers refuse", () => {
  it("a table that is shorter than the window, whichever group's it is", () => {
    const table = [1, 2, 3];
    assert.doesNotThrow(() => build("LambdaLR", { lr_lambda: table }, 3));
    assertMisfit(() => build("LambdaLR", { lr_lambda: table }, 4), "lr_lambda", /3 values, and its window 4 ticks/);
    const lists = { lr_lambda: [[1, 1, 1, 1], table] };
    assertMisfit(() => build("MultiplicativeLR", lists, 4), "lr_lambda.1", /3 values/);
  });

  it("a one-cycle that ends before its window, or goes up in no time", () => {
    const cycle = (total_steps: number, pct_start: number) =>
      build("OneCycleLR", { max_lr: 1, total_steps, pct_start }, 20);
    assert.doesNotThrow(() => cycle(20, 0.3));
    assertMisfit(() => cycle(19, 0.3), "total_steps", /takes 19 steps, and its window has 20/);
    assertMisfit(() => cycle(20, 0.05), "pct_start", /no time/);
    assertMisfit(() => build("OneCycleLR", { max_lr: 1, total_steps: 20, epochs: 2 }, 30), "total_steps", /20 steps/);
  });

  it("a power below 0 that is reached", () => {
    assert.doesNotThrow(() => build("PolynomialLR", { power: -1, total_iters: 10 }, 10));
    assertMisfit(() => build("PolynomialLR", { power: -1, total_iters: 9 }, 10), "power", /infinite/);
  });

  it("to cycle a momentum that is not there", () => {
    const cyclic = { base_lr: 0.1, max_lr: 1 };
    assert.doesNotThrow(() => start("CyclicLR", cyclic, 1, 0));
    assert.doesNotThrow(() => start("CyclicLR", { ...cyclic, cycle_momentum: false }, 1));
    assertMisfit(() => start("CyclicLR", cyclic, 1), "cycle_momentum", /no momentum or beta1/);
  });

  it("a list that has not one value for each param group", () => {
    const cases: [string, Record<string, Json>, string][] = [
      ["SWALR", { swa_lr: [1, 2] }, "swa_lr"],
      ["ReduceLROnPlateau", { min_lr: [0, 0] }, "min_lr"],
      ["LambdaLR", { lr_lambda: [Array(10).fill(1), Array(10).fill(2)] }, "lr_lambda"],
      ["CyclicLR", { base_lr: 0, max_lr: [1, 2] }, "max_lr"],
      ["OneCycleLR", { max_lr: 1, base_momentum: [0.8, 0.9] }, "base_momentum"],
    ];
    for (const [type, parameters, name] of cases) {
      assert.doesNotThrow(() => start(type, parameters, 2, 0.9));
      assertMisfit(() => start(type, parameters, 1, 0.9), name, new RegExp(`^${name} has 2 values for 1 param group$`));
      assertMisfit(() => start(type, parameters, 3, 0.9), name, /2 values for 3 param groups$/);
    }
  });

  it("what is wrong inside a composition, and point to it", () => {
    const broken: PartConfig = { type: "ConstantLR", factor: 0, total_iters: 2 };
    const fine: PartConfig = { type: "ExponentialLR", gamma: 0.9 };
    const sequence = { schedulers: [fine, { type: "ChainedScheduler", schedulers: [fine, broken] }], milestones: [4] };
    assertMisfit(() => build("SequentialLR", sequence, 20), "schedulers.1.schedulers.1.factor", /factor of 0/);
  });

  it("children that nobody has resolved", () => {
    const { schedulers: _, ...chain } = resolve({
      type: "ChainedScheduler",
      schedulers: [{ type: "StepLR", step_size: 3 }],
    });
    const raw = { ...chain, schedulers: [{ type: "StepLR", step_size: 3 }], type: "ChainedScheduler" };
    assert.throws(() => builderOf(registered)(raw, 10), Misfit, "StepLR needs gamma");
  });
});
