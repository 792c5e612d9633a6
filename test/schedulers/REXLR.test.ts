import { assertRates } from "./trace.ts";

describe("REXLR", () => {
  it("with x of the time gone has (1 - x) / (1 - x / 2) of the base rate: 6/7, 2/3, 2/5, nothing", () => {
    assertRates({ type: "REXLR" }, 1, [1, 6 / 7, 2 / 3, 2 / 5, 0]);
  });

  it("is at 0 after total_iters, and stays there", () => {
    assertRates({ type: "REXLR", total_iters: 2 }, 3, [3, 2, 0, 0, 0]);
  });

  it("as a phase takes the stretch that is its own", () => {
    const halves = { type: "ExponentialLR", gamma: 0.5 };
    const sequence = { type: "SequentialLR", milestones: [2], schedulers: [halves, { type: "REXLR" }] };
    assertRates(sequence, 1, [1, 0.5, 1, 2 / 3, 0]);
  });
});
