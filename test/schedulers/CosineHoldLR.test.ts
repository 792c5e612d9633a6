import { assert } from "chai";
import { Misfit } from "../../src/contracts/part.ts";
import { assertRates, build, rateTrace } from "./trace.ts";

describe("CosineHoldLR", () => {
  it("holds for two epochs, is half way down after two more of four, and at eta_min at the end", () => {
    const eighth = Math.SQRT1_2 / 2;
    assertRates({ type: "CosineHoldLR", hold: 2 }, 1, [1, 1, 1, 0.5 + eighth, 0.5, 0.5 - eighth, 0]);
    assertRates({ type: "CosineHoldLR", hold: 2, eta_min: 1, T_max: 4 }, 5, [5, 5, 5, 3, 1, 1, 1]);
  });

  it("without a hold is CosineAnnealingLR", () => {
    const cosine = rateTrace(build("CosineAnnealingLR", { eta_min: 0.01 }, 20), 0.3, 20);
    assertRates({ type: "CosineHoldLR", hold: 0, eta_min: 0.01 }, 0.3, cosine);
  });

  it("refuses a hold that leaves nothing to fall in", () => {
    assert.doesNotThrow(() => build("CosineHoldLR", { hold: 9 }, 10));
    assert.throws(() => build("CosineHoldLR", { hold: 10 }, 10), Misfit, "a hold of 10 leaves nothing of T_max = 10");
  });
});
