import { assert } from "chai";
import { Misfit } from "../../src/contracts/part.ts";
import { assertRates, build, trace } from "./trace.ts";

describe("table", () => {
  it("gives each epoch its rate, whatever the optimizer's own; the last one stands after the end", () => {
    assertRates({ type: "table", rates: [0.3, 0.1, 0.2] }, 9, [0.3, 0.1, 0.2, 0.2]);
  });

  it("as a phase begins with its first rate", () => {
    const halves = { type: "ExponentialLR", gamma: 0.5 };
    const schedulers = [halves, { type: "table", rates: [7, 8, 9] }];
    assertRates({ type: "SequentialLR", milestones: [2], schedulers }, 1, [1, 0.5, 7, 8, 9, 9]);
  });

  it("takes a list for each param group", () => {
    const base = { lr: [1, 2] };
    const rates = [
      [0.1, 0.2],
      [0.3, 0.4],
    ];
    assert.deepEqual(
      trace(build("table", { rates }, 2), base, 1).map(({ lr }) => lr),
      [
        [0.1, 0.3],
        [0.2, 0.4],
      ],
    );
  });

  it("refuses fewer rates than ticks, and none at all", () => {
    assert.throws(() => build("table", { rates: [1] }, 2), Misfit, "rates has 1 value, and its window 2 ticks");
    assert.throws(() => build("table", {}, 2), Misfit, "neither rates nor a path");
  });
});
