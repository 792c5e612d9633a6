import { assert } from "chai";
import { STILL } from "../../src/charts/frame.ts";
import { parallel } from "../../src/charts/parallel.ts";
import { View } from "../../src/charts/view.ts";
import { reportOf } from "../report/data.ts";
import { planOf, resultOf } from "../results/fixtures.ts";

describe("the parallel axes", () => {
  it("has an axis of numbers where a number does not apply to every variant, whose line passes it by", () => {
    const some = planOf({
      heads: ["scheduler", "scheduler.gamma"],
      cells: [
        ["constant", null],
        ["step", 0.5],
        ["step", 0.4],
      ],
    });
    const view = new View(reportOf(some, (variant) => resultOf(some, [variant])));
    const { option } = parallel.draw({ view, chosen: {} }, { theme: STILL, width: 900, top: 0, isFile: true });
    const axes = option.parallelAxis as { type: string; name: string }[];
    assert.deepEqual(
      axes.map(({ name, type }) => [name, type]),
      [
        ["scheduler", "category"],
        ["gamma", "value"],
        ["final val_loss", "value"],
      ],
    );
    const [{ data: lines }] = option.series as [{ data: unknown[][] }];
    assert.deepEqual(
      lines.map(([, gamma]) => gamma),
      [null, 0.5, 0.4],
    );
  });
});
