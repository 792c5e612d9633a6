import { assert } from "chai";
import type { Cell } from "../../src/experiment/plan.ts";
import { Curves } from "../../src/previews/curves.ts";
import { arrangePanels, type Limits } from "../../src/previews/panels.ts";
import { planOf } from "../results/fixtures.ts";

const LIMITS: Limits = { perPanel: 7, panels: 4 };

/** Panels as titles with the labels in them, of variants with these cells and rates. */
function arranged(heads: readonly string[], rows: readonly (readonly [readonly Cell[], number])[], limits = LIMITS) {
  const plan = planOf({ heads, cells: rows.map(([cells]) => cells) });
  const curves = new Curves();
  rows.forEach(([, rate], variant) => {
    curves.add(variant, { lr: [rate, rate / 2], momentum: undefined, isPerStep: false, stepsPerEpoch: 2 });
  });
  const { panels, left, each } = arrangePanels(plan, curves.all, limits);
  const shown = panels.map(({ title, series }) => [title, ...series.map(({ label, index }) => `${index} ${label}`)]);
  return { shown, left, each };
}

describe("panels", () => {
  it("draw equal schedules once, and say whose they are", () => {
    const { shown } = arranged(
      ["model.0.out_features", "scheduler"],
      [
        [[4, "constant"], 0.1],
        [[4, "step"], 0.2],
        [[8, "constant"], 0.1],
        [[8, "step"], 0.2],
        [[8, "slow"], 0.3],
      ],
    );
    assert.deepEqual(shown, [["", "0 constant (2 variants)", "1 step (2 variants)", "2 out_features=8, slow"]]);
  });

  it("say it once where each schedule is that of as many variants", () => {
    const rows = [4, 8].flatMap((size) => ["a", "b"].map((name, i) => [[size, name], i + 1] as const));
    assert.deepEqual(arranged(["model.0.out_features", "scheduler"], rows), {
      shown: [["", "0 a", "1 b"]],
      left: 0,
      each: 2,
    });
  });

  it("name numbers by the end of their path, and no more than three", () => {
    const alike = [1, 2, 3, 4].map((n) => [[n, "same"], 1] as const);
    const { shown } = arranged(["optimizer.lr", "scheduler"], [...alike, [[5, "other"], 2], [[6, "other"], 3]]);
    assert.deepEqual(shown, [["", "0 lr=4 values, same (4 variants)", "1 lr=5, other", "2 lr=6, other"]]);
  });

  it("name the only schedule there is", () => {
    assert.deepEqual(arranged([], [[[], 1]]).shown, [["", "0 the schedule"]]);
  });

  it("are divided by an axis where there are many schedules, each looking the same in all", () => {
    const names = ["a", "b", "c"];
    const rows = [0.3, 0.1, 0.03].flatMap((lr) => names.map((name, i) => [[lr, name], lr * (i + 1.5)] as const));
    assert.deepEqual(arranged(["optimizer.lr", "scheduler"], rows).shown, [
      ["optimizer.lr = 0.3", "0 a", "1 b", "2 c"],
      ["optimizer.lr = 0.1", "0 a", "1 b", "2 c"],
      ["optimizer.lr = 0.03", "0 a", "1 b", "2 c"],
    ]);
  });

  it("take schedules in order where no axis divides them, and tell what is left", () => {
    const rows = Array.from({ length: 30 }, (_, i) => [[`s${i}`], i + 1] as const);
    const { shown, left } = arranged(["scheduler"], rows, { perPanel: 7, panels: 3 });
    assert.deepEqual(
      shown.map(([title, ...series]) => [title, series.length, series[0]]),
      [
        ["schedules 1 to 6", 6, "0 s0"],
        ["schedules 7 to 12", 6, "6 s6"],
        ["schedules 13 to 18", 6, "12 s12"],
      ],
    );
    assert.equal(left, 12);
  });
});
