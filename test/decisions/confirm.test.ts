import { assert } from "chai";
import type { Plan } from "../../src/experiment/plan.ts";
import { planDigest } from "../../src/folder/digest.ts";
import { mostRuns, runCount } from "../../src/seeding/planned.ts";
import { headsOf, rowOf } from "../../src/tables/column.ts";
import { runCells } from "../../src/tables/csv.ts";
import { epochColumns } from "../../src/tables/epoch-columns.ts";
import { tunedColumns } from "../../src/tables/tuned-columns.ts";
import { tunedGrid } from "../../src/tables/tuned-table.ts";
import { planOf } from "../plan-of.ts";
import { courseOf, type LossOf } from "./course.ts";

const EXPERIMENT = `
data: {type: linear, features: 3, samples: 40}
model: [{type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: SGD, lr: 0.1}
training: {epochs: 1}
seeds: 8
grid:
  optimizer.lr: [0.1, 0.3, 0.5]
  scheduler: {constant: null, step: {type: StepLR, step_size: 1}}
compare: {confirm: 10}
`;

/** Variants: 0 constant at 0.1, 1 step at 0.1, 2 constant at 0.3, 3 step at 0.3, 4 constant at 0.5, 5 step at 0.5. */
const plan = (text = EXPERIMENT): Plan => planOf(text);

/** Losses that go over the seeds, so that differences vary a little. */
const around = (middle: number | undefined, variant: number, seed: number) =>
  (middle ?? 9) + 0.01 * Math.cos(7 * variant + 3 * seed);

/** Of the runs at the first seeds, and of the fresh ones. */
const losses =
  (own: readonly number[], fresh = own): LossOf =>
  (variant, seed) =>
    around((seed < 8 ? own : fresh)[variant], variant, seed);

const BEST = [1, 2, 3, 0.5, 4, 4];

describe("compare.confirm", () => {
  it("trains fresh seeds at the chosen points only, after all other runs", () => {
    const { trained, labels } = courseOf(plan(), losses(BEST));
    assert.strictEqual(trained[0]?.length, 48);
    const fresh = Array.from({ length: 10 }, (_, i) => 8 + i);
    assert.deepEqual(
      trained[1],
      fresh.flatMap((seed) => [0, 3].map((variant) => [variant, seed] as [number, number])),
    );
    assert.deepEqual(labels, ["to choose", "to confirm, with 10 fresh seeds"]);
  });

  it("counts its runs, and keeps the digest that results are found by", () => {
    const first = plan();
    const { plan: last, outcomes } = courseOf(first, losses(BEST));
    assert.deepEqual([runCount(first), mostRuns(first), runCount(last), outcomes.count], [48, 68, 68, 68]);
    assert.strictEqual(planDigest(last), planDigest(first));
    assert.notStrictEqual(planDigest(last), planDigest(plan(EXPERIMENT.replace("confirm: 10", "confirm: 9"))));
    assert.deepInclude(outcomes.tally(), { ok: 68, failed: 0 });
    assert.isUndefined(outcomes.statusOf(8 * 6 + 1));
  });

  it("tests these seeds alone, and the answer begins with what they say", () => {
    const { summary, plan: last } = courseOf(plan(), losses(BEST, [1, 1, 1, 0.8, 1, 1]));
    const confirmed = summary.tuned?.[1]?.confirmed;
    assert.include(confirmed, { verdict: "better" });
    assert.deepEqual(confirmed?.won, { better: 10, of: 10 });
    assert.strictEqual(confirmed?.tested?.test, "permutation");
    assert.match(
      summary.answer,
      /^Each at the best of 3 points, lr=0\.3, step is better than lr=0\.1, constant by 0\.(?:19|20)\d*, confirmed by 10 fresh seeds \(p 0\.0020\)\. /,
    );
    const columns = tunedColumns(last);
    const cells = rowOf(columns, summary.tuned?.[1] ?? assert.fail());
    const row = Object.fromEntries(headsOf(columns).map((head, i) => [head, cells[i]]));
    assert.include(row, { confirmed_n: 10, confirmed_verdict: "better", n: 8 });
    assert.closeTo(Number(row.confirmed_difference), -0.2, 0.01);
    assert.isBelow(Number(row.p_confirmed), 0.01);
    const grid = tunedGrid(last, summary.tuned ?? []);
    assert.strictEqual(grid?.heads.at(-1), "at fresh seeds");
    assert.match(grid?.rows[1]?.at(-1) ?? "", /^better, -0\.\d+ \(p 0\.0020\)$/);
  });

  it("leaves ranks, means and other comparisons as they are without it", () => {
    const without = courseOf(plan(EXPERIMENT.replace("compare: {confirm: 10}", "prune: null")), losses(BEST)).summary;
    const { summary } = courseOf(plan(), losses(BEST, [5, 5, 5, 50, 5, 5]));
    assert.deepEqual(JSON.stringify([...summary]), JSON.stringify([...without]));
    assert.deepEqual(summary.marginals, without.marginals);
    assert.deepEqual(
      summary.tuned?.map(({ confirmed: _, ...own }) => own),
      without.tuned?.map(({ confirmed: _, ...own }) => own),
    );
  });

  it("says that a claim is not confirmed", () => {
    const noise: LossOf = (variant, seed) =>
      seed < 8 ? around(BEST[variant], variant, seed) : 1 + Math.sin(100 * seed + variant * 37);
    const { answer } = courseOf(plan(), noise).summary;
    assert.match(
      answer,
      /^Each .* by 50 % in final val_loss \(p 0\.0078\), not confirmed by 10 fresh seeds \(p 0\.\d+\)\. /,
    );
    const opposite = courseOf(plan(), losses(BEST, [1, 1, 1, 2, 1, 1])).summary;
    assert.match(opposite.answer, /^Each .* \(p 0\.0078\), but worse at 10 fresh seeds \(p 0\.0020\)\. /);
    assert.strictEqual(opposite.tuned?.[1]?.verdict, "better");
  });

  it("puts divergence first", () => {
    const diverging: LossOf = (variant, seed) =>
      variant === 3 && (seed === 9 || seed === 12) ? "diverged" : around(BEST[variant], variant, seed);
    const { summary } = courseOf(plan(), diverging);
    assert.strictEqual(summary.tuned?.[1]?.confirmed?.verdict, "diverges more often");
    assert.match(
      summary.answer,
      /not confirmed by 10 fresh seeds: it diverges at 2 of them, what it is compared with at 0\. /,
    );
    assert.strictEqual(summary.runs.diverged, 2);
  });

  it("says how many fresh seeds could have shown a difference, where these could not whatever came out", () => {
    const text = EXPERIMENT.replace("confirm: 10", "confirm: 4, test: permutation");
    const { answer } = courseOf(plan(text), losses(BEST)).summary;
    const sentence =
      "No difference, however large, could have been shown by sign flips at 4 fresh seeds; 6 could show one.";
    assert.include(answer, `not confirmed by 4 fresh seeds (p 0.13). ${sentence}`);
    const enough = text.replace("confirm: 4", "confirm: 6");
    assert.match(courseOf(plan(enough), losses(BEST)).summary.answer, /confirmed by 6 fresh seeds/);
  });

  it("says of several comparisons which is confirmed, and corrects for all", () => {
    const text = EXPERIMENT.replace("step: {", "cosine: CosineAnnealingLR, step: {");
    const own = [1, 0.7, 2, 3, 3.1, 0.5, 4, 4, 4];
    const { summary, trained } = courseOf(plan(text), losses(own, [1, 0.9, 2, 1.5, 0.9, 0.995, 3, 3, 3]));
    assert.strictEqual(trained[1]?.length, 30);
    assert.deepEqual(
      summary.tuned?.map(({ confirmed }) => confirmed?.verdict),
      [undefined, "better", "not distinguishable"],
    );
    assert.match(
      summary.answer,
      /^Each .*cosine is better than .* \(p 0\.0020, corrected for 2 comparisons\)\. Of 2 comparisons with 10 fresh seeds, 1 is better and 1 cannot be told apart/,
    );
  });

  it("tests schedules whose points differ, which the other seeds cannot", () => {
    const text = EXPERIMENT.replace("compare:", "  include: [{optimizer.lr: 0.7, scheduler: step}]\ncompare:");
    const { summary } = courseOf(plan(text), losses([...BEST, 0.4]));
    assert.strictEqual(summary.tuned?.[1]?.verdict, "untested");
    assert.strictEqual(summary.tuned?.[1]?.confirmed?.verdict, "better");
    assert.match(summary.answer, /^Each at its best point, .* confirmed by 10 fresh seeds/);
  });

  it("confirms nothing where every run diverged", () => {
    const { trained, summary } = courseOf(plan(), () => "diverged");
    assert.strictEqual(trained[1]?.length ?? 0, 0);
    assert.strictEqual(summary.answer, "Every run diverged, so the ranking says nothing.");
  });

  it("takes the numbers after the largest seed, and tells these runs apart in every row", () => {
    const { plan: last } = courseOf(plan(EXPERIMENT.replace("seeds: 8", "seeds: [3, 9, 4]")), losses(BEST));
    assert.deepEqual(last.seeds.slice(3), [10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
    assert.deepEqual(headsOf(epochColumns(last)).slice(0, 5), ["run", "optimizer.lr", "scheduler", "seed", "confirms"]);
    const cells = [9, 10].map((seed) => runCells(last, "r0", [0.1, "step"], seed).at(-1));
    assert.deepEqual(cells, ["no", "yes"]);
  });
});
