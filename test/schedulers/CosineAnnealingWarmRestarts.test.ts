import { assertRates } from "./trace.ts";

describe("CosineAnnealingWarmRestarts", () => {
  const restarts = (more: Record<string, number>) => ({ type: "CosineAnnealingWarmRestarts", T_0: 2, ...more });

  it("restarts lower by gamma each time", () => {
    assertRates(restarts({ gamma: 0.5 }), 1, [1, 0.5, 0.5, 0.25, 0.25, 0.125]);
    const low = (top: number) => 0.1 + (top - 0.1) / 2;
    assertRates(restarts({ gamma: 0.5, eta_min: 0.1 }), 1, [1, low(1), 0.5, low(0.5), 0.25]);
    assertRates(restarts({ gamma: 0.5, T_mult: 2 }), 1, [
      1,
      0.5,
      0.5,
      (0.5 * (1 + Math.SQRT1_2)) / 2,
      0.25,
      (0.5 * (1 - Math.SQRT1_2)) / 2,
      0.25,
    ]);
  });

  it("restarts from the base rate without gamma", () => {
    assertRates(restarts({}), 1, [1, 0.5, 1, 0.5, 1]);
    assertRates(restarts({ gamma: 1 }), 1, [1, 0.5, 1, 0.5, 1]);
  });
});
