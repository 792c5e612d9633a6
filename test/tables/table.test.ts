import { assert } from "chai";
import fc from "fast-check";
import { figuresOf } from "../../src/analysis/figures.ts";
import type { Adaptive } from "../../src/experiment/plan.ts";
import { asMarkdown, displayWidth, fitColumns, renderColumns, truncate } from "../../src/tables/columns.ts";
import { sparklines } from "../../src/tables/sparkline.ts";
import { runsTable, summaryMarkdown, summaryTable } from "../../src/tables/table.ts";
import { planOf, resultOf, summaryOf } from "../results/fixtures.ts";

const names = planOf({
  heads: ["optimizer.lr", "scheduler"],
  cells: [
    [0.1, "none"],
    [0.01, "学習率 → 0"],
    [0.3, "a|b"],
  ],
});
const LOSSES = [
  [0.5, 0.25],
  [0.25, 0.125],
  [0.5, 0.25],
];
const summaries = summaryOf(names, (run) => {
  const loss = LOSSES[run % 3]?.[Math.floor(run / 3)] ?? Number.NaN;
  return resultOf(names, [1, loss]).outcome;
});

const PRUNED: Adaptive = {
  first: 3,
  known: 3,
  pruning: { type: "successive_halving", firstDecision: "min_resource", cohorts: () => [] },
  prunedAt: (variant) => (variant === 2 ? 1 : undefined),
  grow: undefined,
};

const HEADLINE =
  "lr=0.01, '学習率 → 0' ranks first: final val_loss 0.1875 ± 0.79, 50 % below lr=0.1, none, over 2 seeds; that may be chance. " +
  "Any variant may be the best.";
const SENTENCES = [
  "No variant is shown to be better than its baseline: of 2, 1 is identical and 1 cannot be told apart with so few seeds.",
  "Of lr=0.01, '学習率 → 0', a difference below 1.021 (270 %) would not have been seen; more than 1000 seeds would show one of " +
    "0.00375, the margin.",
  "With 6 seeds, sign flips could test this, which assume less than the t-test.",
];

const NOTE = "± is half the width of the mean's 95 % interval.";

const lines = (...texts: string[]) => texts.map((text) => `${text}\n`).join("");

describe("the table of variants", () => {
  it("is ranked and aligned, wide characters included", () => {
    assert.strictEqual(
      summaryTable(names, summaries, { width: Infinity }),
      lines(
        "rank  optimizer.lr  scheduler   final val_loss  n  diverged        difference  verdict",
        "   1          0.01  学習率 → 0   0.1875 ± 0.79  2         0  -0.1875 (p 0.20)  not distinguishable",
        "   2           0.1  none           0.375 ± 1.6  2         0                    baseline",
        "   2           0.3  a|b            0.375 ± 1.6  2         0                    identical",
        NOTE,
        "",
        HEADLINE,
        "",
        ...SENTENCES,
      ),
    );
  });

  it("counts what was pruned, and speaks of no differences where there is no baseline", () => {
    const plan = { ...names, baselineOf: () => undefined, adaptive: PRUNED };
    const pruned = summaryOf(plan, (run) => {
      const { outcome } = resultOf(plan, [1, run % 3]);
      return run % 3 === 2 ? { status: "pruned", figures: outcome.figures } : outcome;
    });
    assert.strictEqual(
      summaryTable(plan, pruned, { width: Infinity }),
      lines(
        "rank  optimizer.lr  scheduler   final val_loss  n  diverged  pruned",
        "   1           0.1  none               0 ± 0.0  2         0       0",
        "   2          0.01  学習率 → 0         1 ± 0.0  2         0       0",
        "               0.3  a|b                         0         0       2",
        NOTE,
        "",
        "lr=0.1, none ranks first: final val_loss 0 ± 0.0, 100 % below lr=0.01, '学習率 → 0', over 2 seeds. No other variant can be the best.",
        "",
        "No variant could be compared with a baseline.",
      ),
    );
  });

  it("says how many it leaves out", () => {
    const table = summaryTable(names, summaries, { width: Infinity, limit: 1 });
    assert.deepEqual(table.split("\n").slice(2), [
      "… and 2 more in summary.csv",
      NOTE,
      "",
      HEADLINE,
      "",
      ...SENTENCES,
      "",
    ]);
  });

  it("is valid Markdown too", () => {
    assert.strictEqual(
      summaryMarkdown(names, summaries),
      lines(
        HEADLINE,
        "",
        ...SENTENCES.map((sentence) => `- ${sentence}`),
        "",
        "| rank | optimizer.lr | scheduler | final val_loss | n | diverged | difference | verdict |",
        "| ---: | ---: | --- | ---: | ---: | ---: | ---: | --- |",
        "| 1 | 0.01 | 学習率 → 0 | 0.1875 ± 0.79 | 2 | 0 | -0.1875 (p 0.20) | not distinguishable |",
        "| 2 | 0.1 | none | 0.375 ± 1.6 | 2 | 0 |  | baseline |",
        "| 2 | 0.3 | a\\|b | 0.375 ± 1.6 | 2 | 0 |  | identical |",
        "",
        NOTE,
      ),
    );
  });
});

describe("the table of variants in a terminal", () => {
  const cells = [0.3, 0.1].flatMap((lr) =>
    ["constant", "exponential", "warm-up, then cosine"].map((name) => [lr, name, 0.9] as const),
  );
  const plan = planOf({
    heads: ["optimizer.lr", "scheduler", "scheduler.phases.1.gamma"],
    cells,
    seeds: [0, 1, 2, 3, 4, 5, 6, 7],
    compare: { axis: 1, tune: [0], own: [2] },
  });
  const found = summaryOf(plan, (run) => {
    const [variant, seed] = [run % 6, Math.floor(run / 6)];
    return resultOf(plan, [1, 0.5 + (variant === 1 ? -0.2 : 0.1 * variant) + 0.001 * ((seed * (variant + 3)) % 7)])
      .outcome;
  });
  const curves = cells.map((_, i) => Array.from({ length: 50 }, (_, epoch) => 0.5 + (i + 1) / (epoch + 1)));
  const inTerminal = (width: number) => summaryTable(plan, found, { width, curves });

  it("is no wider than the terminal, cuts no text, and says which columns it leaves out", () => {
    for (const width of [40, 60, 80, 100, 120]) {
      const table = inTerminal(width);
      for (const line of table.split("\n")) assert.isAtMost(displayWidth(line), width, line);
      assert.notInclude(table, "…");
      for (const word of ["constant", "exponential", "cosine", "rank"]) assert.include(table, word, `${width}`);
    }
    const narrow = inTerminal(80);
    assert.match(narrow, /^rank +lr +scheduler /);
    assert.match(narrow, /There was no room for n, diverged/);
    for (const word of ["better", "difference", "verdict", "distinguishable"]) assert.include(narrow, word);
    assert.match(narrow, /[▁▂▃▄▅▆▇█]{6}/);
  });

  it("is complete without a terminal, and its heads are apart", () => {
    const [heads = ""] = inTerminal(Infinity).split("\n");
    const all = heads.trim().split(/ {2,}/);
    assert.includeMembers(all, [...plan.heads, "n", "diverged", "difference", "verdict"]);
    assert.lengthOf(new Set(all), all.length);
    assert.match(inTerminal(Infinity), /not distinguishable|worse/);
  });

  it("colours verdicts where there is colour, and wraps the answer at words", () => {
    const coloured = summaryTable(plan, found, { width: 80, curves, hasColour: true });
    assert.include(coloured, "\u001b[32mbetter\u001b[39m");
    assert.include(coloured, "\u001b[31mworse\u001b[39m");
    assert.notInclude(inTerminal(80), "\u001b");
    const text = (table: string) => table.replaceAll(/\s+/g, " ");
    assert.include(text(inTerminal(80)), found.answer);
  });

  it("draws all curves on one scale", () => {
    assert.deepEqual(sparklines([[4, 2, 1], [1, 1, 1], undefined, [4, null, 4]], 3), ["█▃▁", "▁▁▁", "", "█ █"]);
    assert.deepEqual(sparklines([[1000, 100, 10, 1]], 4), ["█▆▃▁"]);
    assert.strictEqual(sparklines([Array.from({ length: 100 }, (_, i) => i)], 8)[0], "▁▂▃▄▅▆▇█");
  });

  it("shows a classification's accuracy beside its loss", () => {
    const metrics = ["train_loss", "val_loss", "train_accuracy", "val_accuracy"];
    const classes = planOf({ metrics });
    const table = summaryTable(
      classes,
      summaryOf(classes, () => {
        const records = [
          {
            epoch: 1,
            step: 1,
            rates: { lr: 0.1 },
            metrics: { train_loss: 1, val_loss: 0.5, train_accuracy: 0.75, val_accuracy: 0.875 },
          },
        ];
        return { status: "ok", figures: figuresOf(records, metrics, classes.objective) };
      }),
      { width: 100 },
    );
    assert.match(table, /^rank +scheduler +final val_loss +final val_accuracy +/);
    assert.match(table, /0\.5 ± 0\.0 +0\.875 ± 0\.0/);
  });
});

describe("a name in Markdown", () => {
  it("is text, whatever markup it would be", () => {
    const odd = {
      "<script>alert(1)</script>": "&lt;script>alert(1)&lt;/script>",
      "<img src=x onerror=alert(1)>": "&lt;img src=x onerror=alert(1)>",
      "[l](javascript:alert(1))": "\\[l\\](javascript:alert(1))",
      "![i](https://x.y/z)": "!\\[i\\](https://x.y/z)",
      "`code` *bold* _it_ ~no~ a|b": "\\`code\\` \\*bold\\* \\_it\\_ \\~no\\~ a\\|b",
      "&lt;b&#62; R&D max_lr": "&amp;lt;b&amp;#62; R&D max_lr",
    };
    for (const [name, text] of Object.entries(odd)) {
      assert.equal(asMarkdown(name), text);
      const plan = planOf({ heads: ["scheduler"], cells: [[name], ["# other"]] });
      const file = summaryMarkdown(
        plan,
        summaryOf(plan, () => resultOf(plan, [1, 0.5]).outcome),
      );
      assert.notMatch(file, /<|(?<!\\)\]\(/, file);
      assert.include(file, ` ${text} |`);
    }
  });
});

describe("the table of runs", () => {
  it("shows the first and last few, and counts runs and rows", () => {
    const plan = planOf({ seeds: [0, 1, 2] });
    const table = runsTable(plan, { width: 80, limit: 4 }).split("\n");
    assert.match(table[1] ?? "", /^1 {2}r[0-9a-f]{16} {2}none +0$/);
    assert.deepEqual(
      table.map((line) => line.slice(0, 1)),
      [" ", "1", "2", "…", "8", "9", "9", ""],
    );
    assert.strictEqual(table[3], "… 5 more");
    assert.strictEqual(table[6], "9 runs, 27 rows in epochs.csv");
  });

  it("shows all of a few", () => {
    const table = runsTable(planOf({ cells: [["none"]], seeds: [3] }), { width: 80 });
    assert.deepEqual(table.split("\n").slice(2), ["1 run, 3 rows in epochs.csv", ""]);
  });
});

describe("columns", () => {
  it("take as many cells as a terminal gives them", () => {
    const widths = ["abc", "é", "e\u0301", "学", "👩‍🎓", "→", "", "…"].map(displayWidth);
    assert.deepEqual(widths, [3, 1, 1, 2, 2, 1, 0, 1]);
    assert.deepEqual([truncate("abcdef", 4), truncate("学習率", 4), truncate("abc", 3)], ["abc…", "学…", "abc"]);
  });

  it("never exceed the terminal, nor cut a number before all else", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 40 });
    const rows = fc.array(fc.tuple(text, text, fc.integer().map(String)), { minLength: 1, maxLength: 5 });
    const property = fc.property(rows, fc.integer({ min: 1, max: 120 }), (cells, width) => {
      const grid = { heads: ["first", "second", "third"], rows: cells, numeric: new Set([2]) };
      const fitted = fitColumns(grid, width);
      for (const line of renderColumns(fitted).split("\n")) assert.isAtMost(displayWidth(line), width);
      if (fitted.heads.length === 3)
        assert.deepEqual(
          fitted.rows.map((row) => row[2]),
          cells.map((row) => row[2]),
        );
    });
    fc.assert(property, { numRuns: 500 });
  });

  it("show a line break or an escape in a name as a space", () => {
    const grid = { heads: ["a"], rows: [["x\ny\u001b[31m"]], numeric: new Set<number>() };
    assert.strictEqual(renderColumns(fitColumns(grid, 80)), "a\nx y [31m\n");
  });
});
