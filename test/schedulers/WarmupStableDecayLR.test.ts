import { assert } from "chai";
import type { Json, PartConfig } from "../../src/contracts/config.ts";
import { Misfit } from "../../src/contracts/part.ts";
import { assertRates, build } from "./trace.ts";

const of = (parameters: Record<string, Json>): PartConfig => ({ type: "WarmupStableDecayLR", ...parameters });

describe("WarmupStableDecayLR", () => {
  it("climbs by a third for three epochs, stays for three, and falls by a quarter in each of four", () => {
    assertRates(of({ warmup: 3, decay: 4 }), 1, [1 / 3, 2 / 3, 1, 1, 1, 1, 1, 0.75, 0.5, 0.25, 0]);
  });

  it("takes shares of the whole: a fifth up and two fifths down of ten are 2 and 4", () => {
    const down = [1, 0.75, 0.5, 0.25, 0];
    assertRates(of({ warmup: 0.2, decay: 0.4 }), 1, [0.5, 1, 1, 1, 1, 1, ...down]);
    assertRates(of({ warmup: 0.2, decay: 0.4, total_iters: 10 }), 1, [0.5, 1, 1, 1, 1, 1, ...down, 0, 0]);
    // A quarter of ten, rounded, is 3.
    assertRates(of({ warmup: 0.25, decay: 0 }), 3, [1, 2, 3, 3, 3, 3, 3, 3, 3, 3, 0]);
  });

  it("by default has no way up, and falls in the last tenth", () => {
    assertRates(of({}), 2, [...Array(19).fill(2), 1, 0]);
  });

  it("falls along half a cosine, or with 1 - sqrt steeply first: by half in the first of four epochs", () => {
    const corner = Math.SQRT1_2 / 2;
    assertRates(of({ decay: 4, decay_type: "cosine" }), 1, [1, 1, 0.5 + corner, 0.5, 0.5 - corner, 0]);
    const root = [1, 0.5, 1 - Math.SQRT1_2, 1 - Math.sqrt(0.75), 0];
    assertRates(of({ decay: 4, decay_type: "1-sqrt" }), 1, [1, ...root]);
  });

  it("ends at min_factor of the base rate, and stays there", () => {
    assertRates(of({ decay: 2, total_iters: 3, min_factor: 0.5 }), 4, [4, 4, 3, 2, 2, 2]);
  });

  it("refuses lengths that are neither whole nor shares, or more than there is", () => {
    assert.throws(() => build("WarmupStableDecayLR", { warmup: 1.5 }, 10), Misfit, "warmup is 1.5");
    assert.doesNotThrow(() => build("WarmupStableDecayLR", { warmup: 5, decay: 0.5 }, 10));
    assert.throws(() => build("WarmupStableDecayLR", { warmup: 6, decay: 0.5 }, 10), Misfit, "take 11 of 10 epochs");
  });
});
