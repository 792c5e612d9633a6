import { assert } from "chai";
import { renderSvg } from "../../src/charts/svg.ts";
import { lrFind } from "../../src/previews/lr-find.ts";
import { schedules } from "../../src/previews/schedules.ts";
import { sketch } from "../../src/previews/sketch.ts";
import { gatherSchedules } from "../../src/results/schedules.ts";
import { planOf } from "../results/fixtures.ts";

const falling = [0.1, 0.05, 0.025];
const plan = { ...planOf({ heads: ["scheduler"], cells: [["falling"], ["rising <b>"]] }), name: "demo" };
const rates = gatherSchedules(plan, (variant) => ({
  lr: variant === 0 ? falling : falling.toReversed(),
  momentum: undefined,
  isPerStep: false,
  stepsPerEpoch: 2,
}));
const found = {
  name: "demo",
  which: "variant 1 of <b>, seed 0",
  rows: falling.map((lr, step) => ({ step, lr: 0.2 - lr, loss: lr, smoothed: lr })),
  marks: [["minimum / 10", 0.11] as const],
};

/** Each chart that is a file alone, and texts in it. */
const FILES = {
  schedules: {
    draw: () => renderSvg(schedules, { ...rates, assumption: "val_loss stays" }),
    texts: ["demo: schedules", "val_loss stays", "epoch", "learning rate", "falling", "rising &lt;b&gt;"],
  },
  "lr-find": {
    draw: () => renderSvg(lrFind, found),
    texts: ["demo: loss over a rising rate", "variant 1 of &lt;b&gt;, seed 0", "smoothed loss", "minimum / 10"],
  },
  sketch: { draw: () => renderSvg(sketch, [[1, 0.1] as const, [2, 0.05] as const]), texts: ["0.1"] },
};

describe("a chart as SVG", () => {
  for (const [name, { draw, texts }] of Object.entries(FILES))
    it(`is the same text however often it is drawn, names escaped: ${name}`, async () => {
      const first = await draw();
      assert.equal(await draw(), first);
      assert.match(first, /^<svg /);
      for (const text of texts) assert.include(first, text);
    });

  it("is XML, whatever its names hold", async () => {
    const odd = `a\u0000b\u0007c\u001bd\u000be\ud800f\uffffg <script> & "quoted" \u{1f600}`;
    const svg = await renderSvg(lrFind, { ...found, name: odd, which: odd, marks: [[odd, 0.11] as const] });
    assert.notMatch(svg, /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u);
    assert.notInclude(svg, "<script");
    assert.include(svg, "\u{1f600}");
  });
});
