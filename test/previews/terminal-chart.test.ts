import { assert } from "chai";
import { terminalChart, terminalLegend } from "../../src/previews/terminal-chart.ts";
import { band, falling, halves, panel, seriesOf } from "./panel.ts";

describe("a chart in a terminal", () => {
  const chart = { panel, ...band, width: 30, height: 5, hasColour: false };

  it("marks each series with a letter, and lets those that meet take turns", () => {
    const expected = [
      "learning rate",
      "       1 ┤aaaa            bbbb",
      "         │    aaaa    bbbb",
      "     0.5 ┤      bbababaa",
      "         │  bbbb        aaaa",
      "       0 ┤bb                aa",
      "         └────────────────────",
      "          epoch 1  6        10",
      "",
    ];
    assert.deepEqual(terminalChart(chart).split("\n"), expected);
  });

  it("is never wider than the terminal", () => {
    for (const width of [24, 30, 80, 200]) {
      const lines = terminalChart({ ...chart, width }).split("\n");
      assert.isAtMost(Math.max(...lines.map(({ length }) => length)), Math.min(width, 80));
    }
  });

  it("has colour where it is wanted only", () => {
    assert.notInclude(terminalChart(chart), "\u001b");
    assert.include(terminalChart({ ...chart, hasColour: true }), "\u001b[38;5;");
  });

  it("shows a single epoch", () => {
    const one = { title: "", series: [seriesOf("once", 0, [0.5])] };
    assert.include(terminalChart({ ...chart, panel: one }), "a");
  });

  it("explains its letters once for all panels, without a name's control characters", () => {
    const other = { title: "more", series: [seriesOf("falling", 0, falling), seriesOf("a\u001b[31mb\n", 2, halves)] };
    assert.equal(
      terminalLegend([panel, other], { width: 80, hasColour: false }),
      "  a falling      b rising <b>   c a [31mb\n",
    );
  });
});
