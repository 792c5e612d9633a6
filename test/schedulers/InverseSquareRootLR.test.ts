import { assertRates } from "./trace.ts";

describe("InverseSquareRootLR", () => {
  it("climbs by a quarter a step to the base rate at step 4, has half of it at step 16, and goes on so", () => {
    const warm = { type: "InverseSquareRootLR", warmup: 4 };
    const later = [5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15].map((step) => 2 / Math.sqrt(step));
    assertRates(warm, 1, [0.25, 0.5, 0.75, 1, ...later, 0.5]);
  });

  it("with a warm-up of one begins at the base rate", () => {
    assertRates({ type: "InverseSquareRootLR", warmup: 1 }, 6, [6, 6 / Math.SQRT2, 6 / Math.sqrt(3), 3]);
  });

  it("as a phase counts from its own start, and from the base rate", () => {
    const halves = { type: "ExponentialLR", gamma: 0.5 };
    const warm = { type: "InverseSquareRootLR", warmup: 2 };
    const sequence = { type: "SequentialLR", milestones: [2], schedulers: [halves, warm] };
    assertRates(sequence, 8, [8, 4, 4, 8, 8 * Math.sqrt(2 / 3), 8 * Math.sqrt(2 / 4)]);
  });
});
