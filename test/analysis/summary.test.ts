import { expect } from "chai";
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
    expect(
      ranks(planOf(), [
        [3, 1],
        [1, 1],
        [1, 2],
      ]),
    ).to.deep.equal([3, 1, 2]);
  });

  it("go up where more is better", () => {
    const objective = { metric: "val_loss", mode: "max", at: "final" } as const;
    expect(
      ranks(planOf({ objective }), [
        [3, 1],
        [1, 1],
        [1, 2],
      ]),
    ).to.deep.equal([1, 3, 2]);
  });

  it("go by the best epoch if asked to", () => {
    const objective = { metric: "val_loss", mode: "min", at: "best" } as const;
    const losses = [
      [0.5, 0.5],
      [2, 9],
      [0.7, 0.7],
    ];
    expect(ranks(planOf({ objective }), losses)).to.deep.equal([1, 3, 2]);
    expect(summaries(planOf({ objective }), losses)[1]?.metrics[0]?.best).to.include({ mean: 0.75, std: 0 });
  });

  it("put what diverged last, however good the rest is", () => {
    expect(
      ranks(planOf(), [
        [0.1, "diverged"],
        [9, 9],
        ["diverged", "diverged"],
      ]),
    ).to.deep.equal([2, 1, 3]);
  });

  it("leave failed runs out of the share", () => {
    expect(
      ranks(planOf(), [
        ["failed", "diverged"],
        [1, "diverged"],
        [9, "failed"],
      ]),
    ).to.deep.equal([3, 2, 1]);
  });

  it("are shared by equals, and missing where every run failed", () => {
    expect(
      ranks(planOf(), [
        [2, 2],
        [1, 3],
        [1, 1],
      ]),
    ).to.deep.equal([2, 2, 1]);
    expect(
      ranks(planOf(), [
        ["failed", "failed"],
        [1, 3],
        [2, 2],
      ]),
    ).to.deep.equal([undefined, 1, 1]);
  });
});

describe("summaries", () => {
  it("count outcomes, and take figures over the runs that finished", () => {
    const plan = planOf({ seeds: [5, 6, 7, 8] });
    const [summary] = summaries(plan, [[0.5, "diverged", 0.25, "failed"], [], []]);
    expect(summary).to.include({ n: 2, diverged: 1, failed: 1 });
    expect(summary?.metrics.map(({ metric }) => metric)).to.deep.equal(["val_loss", "train_loss"]);
    expect(summary?.metrics[0]?.final).to.include({ kind: "interval", mean: 0.375 });
    expect(summary?.metrics[1]?.final).to.include({ kind: "interval", mean: 0.75 });
  });

  it("compare with the baseline over the seeds that both finished", () => {
    const plan = planOf({ seeds: [0, 1, 2] });
    const [own, one, two] = summaries(plan, [
      [0.5, 0.5, "diverged"],
      [0.25, 0.75, 0.1],
      ["failed", 0.25, 0.1],
    ]);
    expect(own?.difference).to.deep.equal({ kind: "none" });
    expect(one?.difference).to.include({ kind: "paired", difference: 0, p: 1 });
    expect(two?.difference).to.deep.equal({ kind: "single", difference: -0.25 });
  });

  it("tell what is identical from what is equal in the mean", () => {
    const plan = planOf({ same: { 1: 0 } });
    const row = (losses: readonly (readonly number[])[]) => {
      const cells = summaries(plan, losses).map(summaryRow);
      return cells[1]?.slice(-8);
    };
    expect(
      row([
        [1, 2],
        [1, 2],
        [0, 0],
      ]),
    ).to.deep.equal(["identical", undefined, undefined, undefined, undefined, undefined, 0.5, "identical"]);
    expect(
      row([
        [1, 2],
        [2, 1],
        [0, 0],
      ])?.[0],
    ).to.equal(0);
  });

  it("have a cell for every head", () => {
    const plan = planOf();
    const rows = summaries(plan, [
      [1, 2],
      [1, "failed"],
      ["failed", "failed"],
    ]).map(summaryRow);
    for (const row of rows) expect(row).to.have.lengthOf(summaryHeads(plan).length);
    expect(summaryHeads(plan).slice(0, 11)).to.deep.equal(
      "scheduler rank n diverged failed timeout seeds_won final_val_loss_mean final_val_loss_std final_val_loss_median final_val_loss_low".split(
        " ",
      ),
    );
    expect(summaryHeads(plan).slice(-8)).to.deep.equal(
      "difference difference_low difference_high p p_holm d_z difference_won verdict".split(" "),
    );
  });

  it("leave losses empty that do not exist", () => {
    const plan = planOf({ objective: { metric: "train_loss", mode: "min", at: "final" } });
    const figures = { epochs: 1, metrics: { train_loss: { final: 1, best: { value: 1, epoch: 1 } } } };
    const [summary] = summaryOf(plan, () => ({ status: "ok", figures }));
    expect(summary?.metrics[1]).to.deep.equal({ metric: "val_loss", final: { kind: "none" }, best: { kind: "none" } });
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
    expect(runHeads(plan)).to.deep.equal(Object.keys(expected));
    expect(row).to.deep.equal(Object.values(expected));
  });

  it("leaves the speed of an instant empty", () => {
    expect(timingRow("r1", { seconds: 0, steps: 5, worker: 1 })).to.deep.equal(["r1", 0, undefined, 1]);
    expect(timingRow("r1", { seconds: 0.5, steps: 5, worker: "a" })).to.deep.equal(["r1", 0.5, 10, "a"]);
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
    expect(shares(planOf({ seeds: [0, 1, 2, 3] }), losses)).to.deep.equal([1 / 8, 3 / 8, 1 / 4]);
  });

  it("go up where more is better", () => {
    const plan = planOf({ objective: { metric: "val_loss", mode: "max", at: "final" } });
    const losses = [
      [1, 2],
      [2, 1],
      [0, 3],
    ];
    expect(shares(plan, losses)).to.deep.equal([0, 0.5, 0.5]);
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
    expect(summary.at(0).target?.reached).to.equal(2);
    expect(summary.at(0).target?.epochs).to.include({ kind: "interval", mean: 1.5, median: 1.5 });
    const heads = summaryHeads(plan);
    expect(summaryRow(summary.at(0))[heads.indexOf("target_reached")]).to.equal(2);
    expect(summaryRow(summary.at(0))[heads.indexOf("target_epoch_mean")]).to.equal(1.5);
    expect(summaryRow(summary.at(0))).to.have.lengthOf(heads.length);
  });

  it("stands in runs.csv", () => {
    const plan = planOf({ objective });
    const cell = (losses: readonly number[]) =>
      runRow(plan, ["r1", "none", 0], resultOf(plan, losses).outcome)[runHeads(plan).indexOf("target_epoch")];
    expect([cell([0.5, 0.3, 0.2]), cell([0.5, 0.3, 0.3])]).to.deep.equal([3, undefined]);
    expect(runHeads(planOf())).not.to.include("target_epoch");
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
    expect(answer([base, lower], five)).to.match(
      /^cosine ranks first: final val_loss 0\.5 ± 0\.11 over 5 seeds\. It is better than constant by 0\.5 \(50 %; 95 % interval 0\.4\d+ to 0\.5\d+; p < 0\.001\)\.$/,
    );
  });

  it("says so where the baseline leads, and what is worse", () => {
    const text = answer([lower, base, lower], { ...five, cells: [["constant"], ["cosine"], ["constant, again"]] });
    expect(text).to.include("constant ranks first").and.to.include("It is a baseline.");
    const three = { ...five, cells: [["constant"], ["a b"], ["c"]] };
    expect(answer([lower, base, base.map((value) => value + 0.1)], three)).to.include(
      "Of 2 comparisons with a baseline 0 read better, 2 worse, 0 not distinguishable.",
    );
  });

  it("does not call distinguishable what is not, nor different what is the same", () => {
    expect(answer([base, [1.1, 1, 0.9, 0.9, 1]], five))
      .to.include("cosine ranks first")
      .and.to.include("It is not distinguishable from constant (difference 0.02,");
    expect(answer([base, base], five)).to.equal(
      "constant ranks first: final val_loss 1 ± 0.098 over 5 seeds. It is a baseline. cosine is identical to constant, at every seed.",
    );
    expect(answer([lower, base], five)).to.include(
      "It is a baseline. cosine is worse than constant by 0.5 (100 %; 95 %",
    );
  });

  it("claims nothing of one seed, nor of runs that did not end", () => {
    expect(answer([[1], [0.5]], { seeds: [0] })).to.include("With one seed no difference can be told from chance.");
    expect(answer([["failed"], ["failed"]], { seeds: [0] })).to.equal(
      "No run came to its end, so nothing can be said.",
    );
    expect(answer([["diverged"], ["diverged"]], { seeds: [0] })).to.match(/^Every run diverged/);
    expect(
      answer(
        [
          [1, 1.1, 1.2, 1, 1],
          [0.1, 0.2, 0.1, "diverged", 0.1],
        ],
        five,
      ),
    ).to.include("constant ranks first");
    expect(answer([[0.5]], { seeds: [0], cells: [["constant"]] })).to.equal(
      "constant has final val_loss 0.5 over 1 seed.",
    );
  });

  it("is better the larger where more is better", () => {
    const objective = { metric: "val_loss", mode: "max", at: "final" } as const;
    expect(answer([lower, base], { ...five, objective })).to.include("It is better than constant by 0.5 (100 %;");
  });

  it("of a baseline that leads names the best of what beats its own", () => {
    const plan = planOf({ ...five, cells: [["constant"], ["constant 2"], ["cosine"]] });
    const losses = [lower.map((value) => value - 0.2), base, lower];
    const summary = summaryOf(
      { ...plan, baselineOf: (variant) => (variant === 2 ? 1 : undefined) },
      (run) => resultOf(plan, [losses[run % 3]?.[Math.floor(run / 3)] as number]).outcome,
    );
    expect(summary.answer).to.match(/constant ranks first.* cosine is better than 'constant 2' by 0\.5/);
  });
});
