import { assert } from "chai";
import type { Outcome } from "../../src/analysis/figures.ts";
import type { Plan } from "../../src/contracts/plan.ts";
import { runHeads, runRow, summaryHeads, summaryRow, timingRow } from "../../src/tables/sheets.ts";
import { planOf, resultOf, summaryOf } from "../results/fixtures.ts";

/** Summaries of a plan from the last losses of each variant, seed by seed; text is a status without figures of note. */
function summaries(plan: Plan, losses: readonly (readonly (number | "diverged" | "failed")[])[]) {
  const summary = summaryOf(plan, (run): Outcome => {
    const last = losses[run % plan.variants]?.[Math.floor(run / plan.variants)] ?? Number.NaN;
    return typeof last === "number"
      ? resultOf(plan, [0.75, last]).outcome
      : resultOf(plan, [0.75, Number.NaN], last).outcome;
  });
  return [...summary];
}

const ranks = (plan: Plan, losses: Parameters<typeof summaries>[1]) => summaries(plan, losses).map(({ rank }) => rank);

describe("ranks", () => {
  it("go by the mean", () => {
    assert.deepEqual(
      ranks(planOf(), [
        [3, 1],
        [1, 1],
        [1, 2],
      ]),
      [3, 1, 2],
    );
  });

  it("go up where more is better", () => {
    const objective = { metric: "val_loss", mode: "max", at: "final" } as const;
    assert.deepEqual(
      ranks(planOf({ objective }), [
        [3, 1],
        [1, 1],
        [1, 2],
      ]),
      [1, 3, 2],
    );
  });

  it("go by the best epoch if asked to", () => {
    const objective = { metric: "val_loss", mode: "min", at: "best" } as const;
    const losses = [
      [0.5, 0.5],
      [2, 9],
      [0.7, 0.7],
    ];
    assert.deepEqual(ranks(planOf({ objective }), losses), [1, 3, 2]);
    assert.include(summaries(planOf({ objective }), losses)[1]?.metrics[0]?.best, { mean: 0.75, std: 0 });
  });

  it("put what diverged last, however good the rest is", () => {
    assert.deepEqual(
      ranks(planOf(), [
        [0.1, "diverged"],
        [9, 9],
        ["diverged", "diverged"],
      ]),
      [2, 1, 3],
    );
  });

  it("leave failed runs out of the share", () => {
    assert.deepEqual(
      ranks(planOf(), [
        ["failed", "diverged"],
        [1, "diverged"],
        [9, "failed"],
      ]),
      [3, 2, 1],
    );
  });

  it("are shared by equals, and missing where every run failed", () => {
    assert.deepEqual(
      ranks(planOf(), [
        [2, 2],
        [1, 3],
        [1, 1],
      ]),
      [2, 2, 1],
    );
    assert.deepEqual(
      ranks(planOf(), [
        ["failed", "failed"],
        [1, 3],
        [2, 2],
      ]),
      [undefined, 1, 1],
    );
  });
});

describe("summaries", () => {
  it("count outcomes, and take figures over the runs that finished", () => {
    const plan = planOf({ seeds: [5, 6, 7, 8] });
    const [summary] = summaries(plan, [[0.5, "diverged", 0.25, "failed"], [], []]);
    assert.include(summary, { n: 2, diverged: 1, failed: 1 });
    assert.deepEqual(
      summary?.metrics.map(({ metric }) => metric),
      ["val_loss", "train_loss"],
    );
    assert.include(summary?.metrics[0]?.final, { kind: "interval", mean: 0.375 });
    assert.include(summary?.metrics[1]?.final, { kind: "interval", mean: 0.75 });
  });

  it("compare with the baseline over the seeds that both finished", () => {
    const plan = planOf({ seeds: [0, 1, 2] });
    const [own, one, two] = summaries(plan, [
      [0.5, 0.5, "diverged"],
      [0.25, 0.75, 0.1],
      ["failed", 0.25, 0.1],
    ]);
    assert.deepEqual(own?.difference, { kind: "none" });
    assert.include(one?.difference, { kind: "paired", difference: 0, p: 1 });
    assert.deepEqual(two?.difference, { kind: "single", difference: -0.25 });
  });

  it("tell what is identical from what is equal in the mean", () => {
    const plan = planOf({ same: { 1: 0 } });
    const row = (losses: readonly (readonly number[])[]) => {
      const cells = summaries(plan, losses).map(summaryRow);
      return cells[1]?.slice(-8);
    };
    assert.deepEqual(
      row([
        [1, 2],
        [1, 2],
        [0, 0],
      ]),
      ["identical", undefined, undefined, undefined, undefined, undefined, 0.5, "identical"],
    );
    assert.strictEqual(
      row([
        [1, 2],
        [2, 1],
        [0, 0],
      ])?.[0],
      0,
    );
  });

  it("have a cell for every head", () => {
    const plan = planOf();
    const rows = summaries(plan, [
      [1, 2],
      [1, "failed"],
      ["failed", "failed"],
    ]).map(summaryRow);
    for (const row of rows) assert.lengthOf(row, summaryHeads(plan).length);
    assert.deepEqual(
      summaryHeads(plan).slice(0, 11),
      "scheduler rank n diverged failed timeout seeds_won final_val_loss_mean final_val_loss_std final_val_loss_median final_val_loss_low".split(
        " ",
      ),
    );
    assert.deepEqual(
      summaryHeads(plan).slice(-8),
      "difference difference_low difference_high p p_holm d_z difference_won verdict".split(" "),
    );
  });

  it("leave losses empty that do not exist", () => {
    const plan = planOf({ objective: { metric: "train_loss", mode: "min", at: "final" } });
    const figures = { epochs: 1, metrics: { train_loss: { final: 1, best: { value: 1, epoch: 1 } } } };
    const [summary] = summaryOf(plan, () => ({ status: "ok", figures }));
    assert.deepEqual(summary?.metrics[1], { metric: "val_loss", final: { kind: "none" }, best: { kind: "none" } });
  });
});

describe("runs.csv", () => {
  it("has status, figures, best epoch and error", () => {
    const plan = planOf();
    const row = runRow(plan, ["r1", "none", 0], resultOf(plan, [0.5, 0.25, 0.375], "failed").outcome);
    const expected = {
      run: "r1",
      scheduler: "none",
      seed: 0,
      status: "failed",
      epochs: 3,
      final_train_loss: 0.75,
      final_val_loss: 0.375,
      best_train_loss: 0.5,
      best_val_loss: 0.25,
      best_epoch: 2,
      error: "out of memory",
    };
    assert.deepEqual(runHeads(plan), Object.keys(expected));
    assert.deepEqual(row, Object.values(expected));
  });

  it("leaves the speed of an instant empty", () => {
    assert.deepEqual(timingRow("r1", { seconds: 0, steps: 5, worker: 1 }), ["r1", 0, undefined, 1]);
    assert.deepEqual(timingRow("r1", { seconds: 0.5, steps: 5, worker: "a" }), ["r1", 0.5, 10, "a"]);
  });
});

describe("seeds won", () => {
  const shares = (plan: Plan, losses: Parameters<typeof summaries>[1]) =>
    summaries(plan, losses).map(({ seedsWon }) => seedsWon);

  it("go to whoever no other was better than; equals share a seed, and a seed without figures is nobody's", () => {
    const losses = [
      [1, 2, "diverged", "failed"],
      [1, 1, 9, "diverged"],
      [3, "diverged", 8, "diverged"],
    ] as const;
    assert.deepEqual(shares(planOf({ seeds: [0, 1, 2, 3] }), losses), [1 / 8, 3 / 8, 1 / 4]);
  });

  it("go up where more is better", () => {
    const plan = planOf({ objective: { metric: "val_loss", mode: "max", at: "final" } });
    const losses = [
      [1, 2],
      [2, 1],
      [0, 3],
    ];
    assert.deepEqual(shares(plan, losses), [0, 0.5, 0.5]);
  });
});

describe("a target", () => {
  const objective = { metric: "val_loss", mode: "min", at: "final", target: 0.25 } as const;

  it("counts who reached it, and the epochs that took", () => {
    const plan = planOf({ objective, seeds: [0, 1, 2] });
    const courses = [
      [1, 0.25, 0.5],
      [0.2, 0.5, 0.5],
      [1, 1, 0.26],
    ] as const;
    const summary = summaryOf(plan, (run) => resultOf(plan, courses[Math.floor(run / 3)] ?? []).outcome);
    assert.strictEqual(summary.at(0).target?.reached, 2);
    assert.include(summary.at(0).target?.epochs, { kind: "interval", mean: 1.5, median: 1.5 });
    const heads = summaryHeads(plan);
    assert.strictEqual(summaryRow(summary.at(0))[heads.indexOf("target_reached")], 2);
    assert.strictEqual(summaryRow(summary.at(0))[heads.indexOf("target_epoch_mean")], 1.5);
    assert.lengthOf(summaryRow(summary.at(0)), heads.length);
  });

  it("stands in runs.csv", () => {
    const plan = planOf({ objective });
    const cell = (losses: readonly number[]) =>
      runRow(plan, ["r1", "none", 0], resultOf(plan, losses).outcome)[runHeads(plan).indexOf("target_epoch")];
    assert.deepEqual([cell([0.5, 0.3, 0.2]), cell([0.5, 0.3, 0.3])], [3, undefined]);
    assert.notInclude(runHeads(planOf()), "target_epoch");
  });
});

describe("the answer", () => {
  const answer = (losses: Parameters<typeof summaries>[1], options: Parameters<typeof planOf>[0] = {}) => {
    const plan = planOf({ cells: [["constant"], ["cosine"]], ...options });
    return summaryOf(plan, (run): Outcome => {
      const last = losses[run % plan.variants]?.[Math.floor(run / plan.variants)] ?? Number.NaN;
      return typeof last === "number" ? resultOf(plan, [last]).outcome : resultOf(plan, [Number.NaN], last).outcome;
    }).answer;
  };
  const five = { seeds: [0, 1, 2, 3, 4] };
  const base = [1, 1.1, 0.9, 1.05, 0.95];
  const lower = [0.5, 0.61, 0.39, 0.56, 0.44];

  it("says what is better, by how much and how sure", () => {
    assert.match(
      answer([base, lower], five),
      /^cosine ranks first: final val_loss 0\.5 ± 0\.11 over 5 seeds\. It is better than constant by 0\.5 \(50 %; 95 % interval 0\.4\d+ to 0\.5\d+; p < 0\.001\)\.$/,
    );
  });

  it("says so where the baseline leads, and what is worse", () => {
    const text = answer([lower, base, lower], { ...five, cells: [["constant"], ["cosine"], ["constant, again"]] });
    assert.include(text, "constant ranks first");
    assert.include(text, "It is a baseline.");
    const three = { ...five, cells: [["constant"], ["a b"], ["c"]] };
    assert.include(
      answer([lower, base, base.map((value) => value + 0.1)], three),
      "Of 2 comparisons with a baseline, 0 came out better, 2 worse and 0 not distinguishable.",
    );
  });

  it("does not call distinguishable what is not, nor different what is the same", () => {
    const text = answer([base, [1.1, 1, 0.9, 0.9, 1]], five);
    assert.include(text, "cosine ranks first");
    assert.include(text, "It is not distinguishable from constant (difference 0.02,");
    assert.strictEqual(
      answer([base, base], five),
      "constant ranks first: final val_loss 1 ± 0.098 over 5 seeds. It is a baseline. cosine is identical to constant at every seed.",
    );
    assert.include(answer([lower, base], five), "It is a baseline. cosine is worse than constant by 0.5 (100 %; 95 %");
  });

  it("claims nothing of one seed, nor of runs that did not end", () => {
    assert.include(answer([[1], [0.5]], { seeds: [0] }), "With one seed, no difference can be told from chance.");
    assert.strictEqual(answer([["failed"], ["failed"]], { seeds: [0] }), "No run finished, so there is no result.");
    assert.match(answer([["diverged"], ["diverged"]], { seeds: [0] }), /^Every run diverged/);
    assert.include(
      answer(
        [
          [1, 1.1, 1.2, 1, 1],
          [0.1, 0.2, 0.1, "diverged", 0.1],
        ],
        five,
      ),
      "constant ranks first",
    );
    assert.strictEqual(
      answer([[0.5]], { seeds: [0], cells: [["constant"]] }),
      "constant has final val_loss 0.5 over 1 seed.",
    );
  });

  it("is better the larger where more is better", () => {
    const objective = { metric: "val_loss", mode: "max", at: "final" } as const;
    assert.include(answer([lower, base], { ...five, objective }), "It is better than constant by 0.5 (100 %;");
  });

  it("of a baseline that leads names the best of what beats its own", () => {
    const plan = planOf({ ...five, cells: [["constant"], ["constant 2"], ["cosine"]] });
    const losses = [lower.map((value) => value - 0.2), base, lower];
    const summary = summaryOf(
      { ...plan, baselineOf: (variant) => (variant === 2 ? 1 : undefined) },
      (run) => resultOf(plan, [losses[run % 3]?.[Math.floor(run / 3)] as number]).outcome,
    );
    assert.match(summary.answer, /constant ranks first.* cosine is better than 'constant 2' by 0\.5/);
  });
});
