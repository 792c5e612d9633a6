import { assert } from "chai";
import type { Outcome } from "../../src/analysis/figures.ts";
import { Outcomes } from "../../src/analysis/outcomes.ts";
import { summarize } from "../../src/analysis/summary.ts";
import { type Plan, placeOf } from "../../src/experiment/plan.ts";
import { normal, stream } from "../../src/random/rng.ts";
import { pooled } from "../../src/replicates/pool.ts";
import { runCount } from "../../src/seeding/planned.ts";
import { compare, estimate } from "../../src/statistics/estimate.ts";
import { seedsFor } from "../../src/statistics/power.ts";
import { headsOf, rowOf } from "../../src/tables/column.ts";
import { summaryColumns } from "../../src/tables/summary-columns.ts";
import { golden } from "../golden.ts";
import { planOf } from "../plan-of.ts";

interface Corrected {
  readonly differences: readonly number[];
  readonly overlap: number;
  readonly values: Readonly<Record<"difference" | "low" | "high" | "p", number>>;
}

const CARS = `x,y\n${Array.from({ length: 20 }, (_, i) => `${i},${i * i}\n`).join("")}`;

interface Shape {
  readonly data?: string;
  readonly seeds?: number;
  readonly axes: string;
  readonly more?: string;
}

function sweep({ data = "{type: linear, features: 2, samples: 40}", seeds = 2, axes, more = "" }: Shape): Plan {
  const text = `data: ${data}
model: [{type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: SGD, lr: 0.1}
training: {epochs: 2}
seeds: ${seeds}
${more}grid:
  scheduler: {constant: null, step: {type: StepLR, step_size: 1}}
  ${axes}
`;
  return planOf(text, { readFile: () => new TextEncoder().encode(CARS) });
}

const FILE = "{type: csv, path: a.csv, target: y, validation: {folds: 5}}";

interface Run {
  readonly scheduler: unknown;
  /** Values on the other axes. */
  readonly cells: readonly unknown[];
  readonly seed: number;
}

/** @param lossOf the final loss of a run, or how it ended */
function summaryOf(plan: Plan, lossOf: (run: Run) => number | "diverged") {
  const outcomes = new Outcomes(plan);
  for (let run = 0; run < runCount(plan); run++) {
    const { variant, seed } = placeOf(plan, run);
    const [scheduler, ...cells] = plan.variant(variant).cells;
    outcomes.push(outcomeOf(lossOf({ scheduler, cells, seed })));
  }
  return summarize(plan, outcomes);
}

function outcomeOf(loss: number | "diverged"): Outcome {
  if (loss === "diverged") return { status: "diverged", figures: { epochs: 1, metrics: {} } };
  const value = Math.fround(loss);
  const figures = { epochs: 2, metrics: { val_loss: { final: value, best: { value, epoch: 2 } } } };
  return { status: "ok", figures };
}

const DATA_SETS = "data.seed: {range: [0, 8, 1]}";

describe("the corrected resampled t-test", () => {
  const { corrected, needed_splits } = golden<{
    corrected: readonly Corrected[];
    needed_splits: readonly { readonly effect: number; readonly overlap: number; readonly n: number }[];
  }>("statistics.json");

  for (const { differences, overlap, values } of corrected)
    it(`of ${differences.length} differences is SciPy's t with Nadeau and Bengio's variance, overlap ${overlap}`, () => {
      const found = compare(differences, 0, overlap);
      for (const [name, value] of Object.entries(values))
        assert.closeTo(Reflect.get(found, name), value, 1e-9 * Math.abs(value), name);
      const { low, high } = values;
      assert.closeTo((Reflect.get(estimate(differences, 0, overlap), "high") - high) / (high - low), 0, 1e-9);
    });

  it("needs more splits than an independent test needs data sets, and cannot always have enough", () => {
    for (const { effect, overlap, n } of needed_splits) assert.closeTo(seedsFor(effect, 0.05, overlap), n, 2);
    assert.strictEqual(seedsFor(0.5, 0.05, 0.25), Infinity);
    assert.strictEqual(seedsFor(0.5, 0.05, 0), seedsFor(0.5, 0.05));
  });
});

describe("a comparison over data sets", () => {
  const plan = sweep({ axes: DATA_SETS });
  /** Better at the first six data sets of eight; seeds differ by nothing that both schedules have not. */
  const lossOf = ({ scheduler, cells: [data], seed }: Run) =>
    1 + Number(data) / 8 + seed / 16 - (scheduler === "step" ? (6 - Number(data)) / 64 + seed / 1024 : 0);
  const summary = summaryOf(plan, lossOf);
  const [constant, step] = [...summary];

  it("has one variant for each schedule, whose n counts runs", () => {
    assert.strictEqual(summary.count, 2);
    assert.deepInclude(constant, { n: 16, units: 8, cells: ["constant"], verdict: "baseline" });
    assert.deepEqual(summary.runs, { ok: 32, diverged: 0, failed: 0, timeout: 0, pruned: 0 });
  });

  it("tests the means of data sets, not of runs", () => {
    const differences = Array.from({ length: 8 }, (_, data) => -((6 - data) / 64) - 1 / 2048);
    assert.deepInclude(step?.difference, { kind: "paired", n: 8, difference: differences.reduce((a, b) => a + b) / 8 });
    assert.deepEqual(step?.won, { better: 7, of: 8 });
    assert.strictEqual(step?.tested?.test, "permutation");
  });

  it("has the interval of the means of data sets", () => {
    const means = Array.from({ length: 8 }, (_, data) => 1 + data / 8 + 1 / 32);
    assert.deepEqual(constant?.metrics[0]?.final, estimate(means));
  });

  it("says so in the answer and in the tables", () => {
    assert.include(summary.answer, "(over 8 data sets: p ");
    assert.include(summary.answer, "over 8 data sets (16 runs)");
    assert.notInclude(summary.answer, "seed");
    const columns = summaryColumns(pooled(plan));
    const heads = headsOf(columns);
    assert.notInclude(heads, "data.seed");
    const row = rowOf(columns, summary.at(1));
    assert.lengthOf(row, heads.length);
    assert.strictEqual(row[heads.indexOf("n")], 16);
    assert.strictEqual(row[heads.indexOf("difference_won")], 7 / 8);
    assert.closeTo(Number(row[heads.indexOf("seeds_won")]), 7 / 8, 1e-12);
    assert.deepEqual(
      summary.marginals.axes.map(({ axis }) => axis),
      ["scheduler"],
    );
  });

  it("counts diverged runs, and leaves them out of their data set's mean", () => {
    const found = summaryOf(plan, (run) =>
      run.scheduler === "step" && run.cells[0] === 3 && run.seed === 1 ? "diverged" : lossOf(run),
    );
    const step = found.at(1);
    assert.deepInclude(step, { n: 15, units: 8, diverged: 1, verdict: "diverges more often" });
    assert.deepInclude(step.divergence, { seeds: 16, own: 1, other: 0 });
    assert.deepInclude(step.difference, { n: 8 });
    assert.include(found.answer, "in 1 of 16 runs");
  });

  it("is of one data set where the axis has a single value", () => {
    const { answer } = summaryOf(sweep({ seeds: 3, axes: "data.seed: [4]" }), lossOf);
    assert.include(answer, "over 3 seeds of one data set");
  });

  it("cannot tell anything from one data set of its own", () => {
    const one = sweep({ data: "{type: linear, features: 2, samples: 40, seed: per seed}", seeds: 1, axes: "" });
    assert.include(
      summaryOf(one, ({ scheduler }) => (scheduler === "step" ? 1 : 2)).answer,
      "With one data set, no difference can be told from chance.",
    );
  });

  it("permutes whole data sets between tuned schedules", () => {
    const tuned = sweep({ axes: `optimizer.lr: [0.1, 0.2]\n  ${DATA_SETS}` });
    const found = summaryOf(tuned, ({ scheduler, cells: [lr, data], seed }) => {
      const noise = normal(stream(Number(data), "noise", String(scheduler)));
      return 1 + Number(lr) + Number(data) + seed / 16 + 0.01 * noise - (scheduler === "step" ? 0.25 : 0);
    });
    const row = found.tuned?.[1];
    assert.deepInclude(row, { units: 8, n: 16, verdict: "better" });
    // All 2^7 ways to exchange them, not 2^15: the least p.
    assert.strictEqual(row?.against?.pPermutation, 1 / 128);
    assert.include(found.answer, "(over 8 data sets: p ");
  });

  it("works where the grid excludes some", () => {
    const few = sweep({ axes: `${DATA_SETS}\n  exclude: [{data.seed: 2, scheduler: step}]` });
    const found = summaryOf(few, lossOf);
    assert.deepEqual(
      [...found].map(({ n, units, pruned }) => ({ n, units, pruned })),
      [
        { n: 16, units: 8, pruned: undefined },
        { n: 14, units: 7, pruned: undefined },
      ],
    );
    assert.deepInclude(found.at(1).difference, { n: 7 });
    assert.strictEqual(found.runs.ok, 30);
  });
});

describe("a comparison over folds", () => {
  const folds = sweep({ data: FILE, axes: "data.validation.fold: [0, 1, 2, 3, 4]" });
  const differences = [0.5, 0.25, -0.125, 0.25, 0.375];
  const summary = summaryOf(
    folds,
    ({ scheduler, cells: [fold] }) => 2 + (scheduler === "step" ? (differences[Number(fold)] as number) : 0),
  );

  it("takes Nadeau and Bengio's correction, and says of what it speaks", () => {
    const step = summary.at(1);
    assert.strictEqual(step.tested?.test, "corrected t");
    const { p, low, high } = compare(differences, 0, 1 / 4) as Extract<ReturnType<typeof compare>, { kind: "paired" }>;
    assert.deepInclude(step.difference, { p, low, high, n: 5 });
    assert.include(summary.answer, "over 5 folds of this data set: p ");
    assert.include(summary.answer, "Nadeau and Bengio's corrected t-test");
    assert.notInclude(summary.answer, "sign flips could");
    assert.notMatch(summary.answer, /about \d+ folds/);
  });

  it("does not test tuned schedules, and says why", () => {
    const tuned = sweep({ data: FILE, axes: "optimizer.lr: [0.1, 0.2]\n  data.validation.fold: [0, 1, 2, 3, 4]" });
    const found = summaryOf(tuned, ({ cells, scheduler }) => Number(cells[0]) + (scheduler === "step" ? 0.5 : 1));
    assert.deepInclude(found.tuned?.[1], { verdict: "untested" });
    assert.include(found.answer, "folds of one data set share rows");
  });
});

describe("where schedules differ on each data set, and not on average", () => {
  it("few of the comparisons over data sets claim a difference, and most over the seeds of one do", () => {
    const SWEEPS = 60;
    const claims = (axes: string, seeds: number) => {
      const plan = sweep({ axes, seeds });
      let count = 0;
      for (let sweep = 0; sweep < SWEEPS; sweep++) {
        const { verdicts } = summaryOf(plan, ({ scheduler, cells: [data], seed }) => {
          const draw = (of: string) => normal(stream(sweep, of, Number(data), of === "data" ? 0 : seed));
          return 10 + (scheduler === "step" ? draw("data") + 0.5 * draw("seed") : 0);
        });
        count += verdicts.better + verdicts.worse;
      }
      return count / SWEEPS;
    };
    assert.isAtMost(claims("data.seed: {range: [0, 20, 1]}", 3), 0.1);
    assert.isAtLeast(claims("data.seed: [0]", 10), 0.5);
  });
});
