import { assert } from "chai";
import { load } from "../plan-of.ts";
import { BASE } from "./experiment.ts";

describe("Commas without a space", () => {
  const isGood = (more: string) => !("issues" in load(BASE + more));

  it("are accepted between whole numbers, and between decimals with a point", () => {
    for (const more of [
      "seeds: [0,1, 2]\n",
      "grid: {training.epochs: [5,6, 7]}\n",
      "grid: {optimizer.lr: [0.1,0.2, 1]}\n",
      "grid: {optimizer.lr: [1,2]}\n",
      "grid: {optimizer.lr: [0,0.5,1]}\n",
      "grid: {optimizer.lr: [2,0.5,1]}\n",
      "grid: {optimizer.lr: [0, 1]}\n",
    ])
      assert.isTrue(isGood(more), more);
  });

  it("are refused as decimal commas beside commas with a space, and after a 0", () => {
    for (const more of [
      "{optimizer.lr: [0,5, 1]}",
      "{optimizer.momentum: [1, 0,9]}",
      "{optimizer.lr: [0,1]}",
      "{optimizer.lr: [0,5, 0.25]}",
    ])
      assert.isFalse(isGood(`grid: ${more}\n`), more);
  });
});
