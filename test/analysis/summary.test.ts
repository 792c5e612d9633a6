import { assert } from "chai";
import type { Outcome } from "../../src/analysis/figures.ts";
import type { Plan } from "../../src/experiment/plan.ts";
import { normal, stream } from "../../src/random/rng.ts";
import { headsOf, rowOf } from "../../src/tables/column.ts";
import { runColumns } from "../../src/tables/run-columns.ts";
import { summaryColumns } from "../../src/tables/summary-columns.ts";
import { timingColumns } from "../../src/tables/timing-columns.ts";
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
      const cells = summaries(plan, losses).map((own) => rowOf(summaryColumns(plan), own));
      return cells[1]?.slice(-13);
    };
    assert.deepEqual(
      row([
        [1, 2],
        [1, 2],
        [0, 0],
      ]),
      ["identical", ...Array(3).fill(undefined), 0.5, ...Array(7).fill(undefined), "identical"],
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
    ]).map((own) => rowOf(summaryColumns(plan), own));
    for (const row of rows) assert.lengthOf(row, summaryColumns(plan).length);
    assert.deepEqual(
      headsOf(summaryColumns(plan)).slice(0, 12),
      (
        "variant scheduler rank rank_low rank_high tied_with_best n diverged failed timeout seeds_won " +
        "final_val_loss_mean"
      ).split(" "),
    );
    assert.deepEqual(
      headsOf(summaryColumns(plan)).slice(-14),
      (
        "baseline difference difference_low difference_high difference_median difference_won g_z test p p_adjusted p_equivalent " +
        "smallest_shown caution verdict"
      ).split(" "),
    );
  });

  it("leave losses empty that do not exist", () => {
    const plan = planOf({ objective: { metric: "train_loss", mode: "min", at: "final" } });
    const figures = { epochs: 1, metrics: { train_loss: { final: 1, best: { value: 1, epoch: 1 } } } };
    const [summary] = summaryOf(plan, () => ({ status: "ok", figures }));
    assert.deepEqual(summary?.metrics[1], { metric: "val_loss", final: { kind: "none" }, best: { kind: "none" } });
  });
});

describe("what ties with the best", () => {
  const tied = (losses: Parameters<typeof summaries>[1], seeds: number) =>
    summaries(planOf({ seeds: Array.from({ length: seeds }, (_, seed) => seed) }), losses).map(({ isTied }) => isTied);
  const noise = Array.from({ length: 10 }, (_, i) => 1 + 0.01 * ((7 * i) % 10));

  it("is what cannot be told from it, and diverged no more often", () => {
    const near = noise.map((value, i) => value + 0.02 * ((3 * i) % 10) - 0.08);
    const far = noise.map((value) => value + 1);
    assert.deepEqual(tied([noise, near, far], 10), [true, true, false]);
    const wild = noise.map((value, i) => (i < 1 ? "diverged" : value));
    assert.deepEqual(tied([noise, wild, far], 10), [true, false, false]);
  });

  it("is everything at one seed, and nothing where every run diverged", () => {
    assert.deepEqual(tied([[1], [2], [3]], 1), [true, true, true]);
    assert.deepEqual(tied([["diverged"], ["diverged"], ["diverged"]], 1), [false, false, false]);
  });

  it("is nothing that another test shows to be worse, and the ranks agree", () => {
    // The last is a little worse than the baseline at every seed; the first by rank is too noisy to be told from either.
    const noisy = [-1.2, 1.1, -0.9, 0.8, -1, 0.9, -0.7, 0.6].map((change) => 10 + change);
    const [steady, behind] = [noisy.map(() => 10), noisy.map((_, seed) => 10.1 + 0.001 * (seed % 3))];
    const found = summaries(planOf({ seeds: [...noisy.keys()] }), [steady, noisy, behind]);
    assert.deepEqual(
      found.map(({ rank, verdict, isTied }) => [rank, verdict, isTied]),
      [
        [2, "baseline", true],
        [1, "not distinguishable", true],
        [3, "worse", false],
      ],
    );
    assert.deepEqual(
      found.map(({ rankInterval }) => rankInterval?.low),
      [1, 1, 2],
    );
  });

  it("holds the true best in at least 92 of 100 experiments, and seldom all", () => {
    const rng = stream(0, "tied");
    const cells = Array.from({ length: 6 }, (_, i) => [`schedule ${i}`]);
    const plan = planOf({ cells, seeds: [...noise.keys()] });
    let [held, sizes] = [0, 0];
    for (let experiment = 0; experiment < 100; experiment++) {
      const shared = noise.map(() => normal(rng));
      const found = summaries(
        plan,
        cells.map((_, i) => shared.map((value) => 10 + value + 0.8 * i + 0.7 * normal(rng))),
      );
      if (found[0]?.isTied) held++;
      sizes += found.filter(({ isTied }) => isTied).length;
    }
    assert.isAtLeast(held, 92);
    assert.isBelow(sizes / 100, 3.5);
  });
});

describe("the ranks that a variant may have", () => {
  const ten = Array.from({ length: 13 }, (_, i) => 1 + 0.01 * ((7 * i) % 13));
  const plan = (variants: number) =>
    planOf({ cells: Array.from({ length: variants }, (_, i) => [`schedule ${i}`]), seeds: [...ten.keys()] });
  const intervals = (...losses: Parameters<typeof summaries>[1]) =>
    summaries(plan(losses.length), losses).map(({ rankInterval }) => rankInterval && Object.values(rankInterval));

  it("leave out those shown to be better and worse, and heed divergence first", () => {
    const near = ten.map((value, i) => value + 0.02 * ((3 * i) % 13) - 0.12);
    const far = ten.map((value, i) => value + 1 + 0.01 * ((5 * i) % 13));
    const wild = ten.map((value, i) => (i === 0 ? "diverged" : value - 0.5));
    assert.deepEqual(intervals(ten, near, far, wild), [
      [1, 2],
      [1, 2],
      [3, 3],
      [4, 4],
    ]);
  });

  it("are missing where every run failed, and with more than 45 variants", () => {
    const failed = ten.map(() => "failed" as const);
    assert.deepEqual(intervals(ten, failed), [[1, 1], undefined]);
    assert.strictEqual(intervals(...Array.from({ length: 46 }, () => ten))[0], undefined);
  });

  it("hold the true ranks of all in at least 92 of 100 experiments", () => {
    const rng = stream(0, "ranks");
    const means = [0, 0.3, 1, 3];
    let held = 0;
    for (let experiment = 0; experiment < 100; experiment++) {
      const found = intervals(...means.map((level) => ten.map(() => 10 + level + normal(rng))));
      if (found.every((interval, i) => (interval?.[0] ?? 9) <= i + 1 && i + 1 <= (interval?.[1] ?? 0))) held++;
    }
    assert.isAtLeast(held, 92);
  });
});

describe("ratios", () => {
  const compare = { scale: "log" } as const;
  const levels = Array.from({ length: 8 }, (_, i) => 10 ** (i - 4));

  it("find what is better by a like share at most levels, where the largest makes up the difference", () => {
    const cells = [["constant"], ["cosine"]];
    const lower = levels.map((value, i) => value * (i === 7 ? 1.02 : 0.88 + 0.005 * ((3 * i) % 8)));
    const of = (scale: "log" | "linear") =>
      summaries(planOf({ cells, seeds: [...levels.keys()], compare: { scale } }), [levels, lower])[1];
    assert.strictEqual(of("linear")?.verdict, "not distinguishable");
    assert.strictEqual(of("log")?.verdict, "better");
  });

  it("are told as shares, also in summary.csv", () => {
    const plan = planOf({ cells: [["constant"], ["cosine"]], seeds: [0, 1, 2, 3, 4, 5], compare });
    const base = [1, 2, 4, 8, 16, 32];
    const [, own] = summaries(plan, [base, base.map((value, i) => value * (i % 2 ? 0.5 : 0.25))]);
    const heads = headsOf(summaryColumns(plan));
    const cell = (head: string) =>
      rowOf(summaryColumns(plan), own as NonNullable<typeof own>)[heads.indexOf(head)] as number;
    assert.closeTo(cell("difference"), Math.sqrt(0.5 * 0.25) - 1, 1e-6);
    assert.isBelow(cell("difference_low"), cell("difference"));
    assert.isAbove(cell("difference_high"), cell("difference"));
    assert.strictEqual(own?.verdict, "better");
  });

  it("of figures that are not above 0 are not tested", () => {
    const plan = planOf({ cells: [["constant"], ["cosine"]], seeds: [0, 1, 2], compare });
    const [, own] = summaries(plan, [
      [1, 2, 3],
      [0, 1, 1],
    ]);
    assert.strictEqual(own?.verdict, "untested");
  });
});

describe("runs.csv", () => {
  it("has status, figures, best epoch and error", () => {
    const plan = planOf();
    const row = rowOf(runColumns(plan), {
      cells: ["r1", "none", 0],
      outcome: resultOf(plan, [0.5, 0.25, 0.375], "failed").outcome,
    });
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
    assert.deepEqual(headsOf(runColumns(plan)), Object.keys(expected));
    assert.deepEqual(row, Object.values(expected));
  });

  it("leaves the speed of an instant empty", () => {
    assert.deepEqual(rowOf(timingColumns, { run: "r1", timing: { seconds: 0, steps: 5, worker: 1 } }), [
      "r1",
      0,
      0,
      undefined,
      1,
    ]);
    assert.deepEqual(rowOf(timingColumns, { run: "r1", timing: { seconds: 0.5, steps: 5, worker: "a" } }), [
      "r1",
      0.5,
      0.000138889,
      10,
      "a",
    ]);
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
    const heads = headsOf(summaryColumns(plan));
    assert.strictEqual(rowOf(summaryColumns(plan), summary.at(0))[heads.indexOf("target_reached")], 2);
    assert.strictEqual(rowOf(summaryColumns(plan), summary.at(0))[heads.indexOf("target_epoch_mean")], 1.5);
    assert.lengthOf(rowOf(summaryColumns(plan), summary.at(0)), heads.length);
  });

  it("stands in runs.csv", () => {
    const plan = planOf({ objective });
    const cell = (losses: readonly number[]) =>
      rowOf(runColumns(plan), { cells: ["r1", "none", 0], outcome: resultOf(plan, losses).outcome })[
        headsOf(runColumns(plan)).indexOf("target_epoch")
      ];
    assert.deepEqual([cell([0.5, 0.3, 0.2]), cell([0.5, 0.3, 0.3])], [3, undefined]);
    assert.notInclude(headsOf(runColumns(planOf())), "target_epoch");
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

  it("says of a random search what fewer tries would have found", () => {
    const points = Array.from({ length: 8 }, (_, point) => point + 1);
    const cells = points.map((lr) => [lr / 100]);
    const searched = { heads: ["optimizer.lr"], cells, seeds: [0], compare: { isSearched: true, axis: undefined } };
    const losses = points.map((loss) => [loss]);
    // Of 8 numbers, the best of 2 is 9 / 3 on average, and the best of 4 is 9 / 5.
    const text = "The best of 2 points drawn at random from these 8 has final val_loss 3 on average; of 4, 1.8.";
    assert.include(answer(losses, searched), text);
    const objective = { metric: "val_loss", mode: "max", at: "final" } as const;
    assert.include(answer(losses, { ...searched, objective }), "val_loss 6 on average; of 4, 7.2.");
    for (const other of [
      { ...searched, compare: { isSearched: false } },
      { ...searched, cells: cells.slice(0, 7) },
    ])
      assert.notInclude(answer(losses, other), "drawn at random");
  });

  it("says first what is better, by how much and how sure, then the figures", () => {
    assert.match(
      answer([base, lower], five),
      /^cosine is better than constant by 50 % in final val_loss, at 5 of 5 seeds: as good as certain \(p < 0\.001\)\. The difference of 0\.5 has a 95 % interval of 0\.4\d+ to 0\.5\d+ \(paired t-test\)\. cosine ranks first: final val_loss 0\.5 ± 0\.11 over 5 seeds\. No other variant can be the best\. With 6 seeds, sign flips could test this, which assume less than the t-test\.$/,
    );
  });

  it("says so where nothing is better, and how the others came out", () => {
    const three = { ...five, cells: [["constant"], ["a b"], ["c"]] };
    assert.match(
      answer([lower, base, base.map((value) => value + 0.1)], three),
      /^constant ranks first: final val_loss 0\.5 ± 0\.11, 50 % below 'a b', over 5 seeds\. .*No variant is shown to be better than its baseline: both are worse\./,
    );
    assert.include(
      answer([lower, base, lower], { ...five, cells: [["constant"], ["cosine"], ["constant, again"]] }),
      "of 2, 1 is worse and 1 is identical.",
    );
    assert.match(
      answer([lower, base], five),
      /^cosine is worse than constant by 100 % in final val_loss, at 5 of 5 seeds/,
    );
  });

  it("tells what is equivalent from what so few seeds cannot tell, and how many could", () => {
    const open = answer([base, [1.1, 1, 0.9, 0.9, 1]], five);
    assert.match(
      open,
      /^cosine cannot be told from constant with so few seeds: final val_loss differs by 2 % \(p 0\.\d+\)\./,
    );
    assert.include(open, "cosine ranks first");
    assert.match(
      open,
      /Of cosine, a difference below 0\.1744 \(17 %\) would not have been seen; about \d{3} seeds would show one of 0\.01, the margin\./,
    );
    const near = answer([base, base.map((value, i) => value + 0.001 * (i - 1))], five);
    assert.match(
      near,
      /^cosine is equivalent to constant in final val_loss: they differ by 0\.1 %, which is within the margin\./,
    );
    assert.notInclude(near, "would not have been seen");
    assert.strictEqual(
      answer([base, base], five),
      "cosine is identical to constant at every seed. constant ranks first: final val_loss 1 ± 0.098 over 5 seeds. Any variant may be the best.",
    );
  });

  it("flips signs where the seeds are enough, and says what they do not rule out", () => {
    const ten = Array.from({ length: 10 }, (_, i) => 1 + 0.01 * i);
    const better = ten.map((value, i) => value - 0.1 + 0.003 * ((7 * i) % 10));
    const wild = ten.map((value, i) => (i < 4 ? "diverged" : value / 2));
    const text = answer([ten, better, wild], { seeds: [...ten.keys()], cells: [["constant"], ["cosine"], ["wild"]] });
    assert.match(text, /^cosine is better than constant by 8\.3 % .*: almost certain \(p 0\.0020\)\./);
    assert.include(text, "(sign flips)");
    assert.include(text, "Of 2 variants with a baseline, 1 is better and 1 diverges more often.");
    assert.include(text, "That the first diverged at none of 10 seeds leaves a share of up to 26 % possible.");
  });

  it("warns of a mean that one seed makes", () => {
    const parts = [0.01, 0.012, 0.009, 0.011, 0.01, 0.008, 0.3];
    const text = answer([parts.map(() => 1), parts.map((part) => 1 - part)], { seeds: [...parts.keys()] });
    assert.include(text, "One seed makes more than half of it, so look at the seeds.");
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
    assert.match(answer([lower, base], { ...five, objective }), /^cosine is better than constant by 100 %/);
  });

  it("of a baseline that leads names the best of what beats its own", () => {
    const plan = planOf({ ...five, cells: [["constant"], ["constant 2"], ["cosine"]] });
    const losses = [lower.map((value) => value - 0.2), base, lower];
    const summary = summaryOf(
      { ...plan, baselineOf: (variant) => (variant === 2 ? 1 : undefined) },
      (run) => resultOf(plan, [losses[run % 3]?.[Math.floor(run / 3)] as number]).outcome,
    );
    assert.match(summary.answer, /^cosine is better than 'constant 2' by 50 % .* constant ranks first/);
  });

  it("suggests ratios where the spread grows with the level, and they could be asked for", () => {
    const cells = Array.from({ length: 8 }, (_, i) => [i]);
    const plan = planOf({ cells, heads: ["scheduler"], seeds: [0, 1, 2, 3, 4, 5] });
    const against = { ...plan, baselineOf: (variant: number) => (variant === 0 ? undefined : 0) };
    const answerOf = (own: Plan) =>
      summaryOf(own, (run) => {
        const [variant, seed] = [run % 8, Math.floor(run / 8)];
        return resultOf(own, [2 ** variant * (1 + 0.1 * Math.cos(7 * variant + 3 * seed))]).outcome;
      }).answer;
    const told =
      /The larger the val_loss, the larger its spread \(to the power of \S+, over 8 variants\): compare: \{scale: log\}/;
    assert.match(answerOf(against), told);
    for (const other of [{ hasRatios: false }, { scale: "log" as const }])
      assert.notInclude(answerOf({ ...against, compare: { ...plan.compare, ...other } }), "The larger");
  });
});
