import { assert } from "chai";
import { epochsShown } from "../../src/report/courses.ts";
import { planOf, resultOf } from "../results/fixtures.ts";
import { reportOf } from "./data.ts";

describe("what a report is made of", () => {
  const plan = planOf();
  const column = (name: string) => ["lr", "train_loss", "val_loss", "grad_norm"].indexOf(name);

  it("has the variants by rank, each with its runs", () => {
    const data = reportOf(plan, (variant, seed) => resultOf(plan, [1, 3 - variant + seed / 4]));
    assert.deepEqual(
      data.variants.map(({ cells, rank }) => [cells[0], rank]),
      [
        ["cosine", 1],
        ["StepLR(step_size=1)", 2],
        ["none", 3],
      ],
    );
    // In plan order, by place among the variants.
    assert.deepEqual(data.runs.variant, [2, 1, 0, 2, 1, 0]);
    assert.deepEqual(data.runs.seed, [0, 0, 0, 1, 1, 1]);
    assert.deepEqual(data.runs.final[0], [3, 2, 1, 3.25, 2.25, 1.25]);
    assert.deepEqual(data.runs.best[0], [1, 1, 1, 1, 1, 1]);
    assert.equal(data.variants[2]?.verdict, "baseline");
    assert.match(
      data.answer.join(" "),
      /^Both other schedules are better than none, by 32 to 64 % .* cosine ranks first: final val_loss 1\.125/,
    );
  });

  it("pools axes that draw data: each run has its value, and no variant does", () => {
    const cells = ["none", "cosine"].flatMap((schedule) => [5, 6].map((data) => [schedule, data]));
    const drawn = { ...planOf({ heads: ["scheduler", "data.seed"], cells }), replicates: [1] };
    const baselineOf = (index: number) => (index < 2 ? undefined : index - 2);
    const data = reportOf({ ...drawn, baselineOf }, (variant, seed) => resultOf(drawn, [1, 3 - variant + seed / 4]));
    assert.deepEqual(data.heads, ["scheduler"]);
    assert.deepEqual(
      data.variants.map(({ cells, n, verdict }) => [cells[0], n, verdict]),
      [
        ["cosine", 4, "better"],
        ["none", 4, "baseline"],
      ],
    );
    assert.deepEqual(data.draws, ["data.seed"]);
    assert.deepEqual(data.runs.drawn, [[5, 5, 6, 6, 5, 5, 6, 6]]);
    assert.deepEqual(data.runs.seed, [0, 0, 0, 0, 1, 1, 1, 1]);
    assert.deepEqual(data.runs.id.slice(0, 2), [drawn.runId(0, 0), drawn.runId(2, 0)]);
    assert.deepEqual(data.total.runs, 8);
    assert.deepEqual(JSON.parse(JSON.stringify(data)), data);
  });

  it("has a course a column: the mean over seeds, and a band from the least to the greatest where they differ", () => {
    const data = reportOf(plan, (_, seed) => resultOf(plan, [1 + seed, 0.25]));
    const [course] = data.courses.of;
    assert.deepEqual(course?.[column("val_loss")], { mean: [1.5, 0.25], band: { low: [1, 0.25], high: [2, 0.25] } });
    assert.deepEqual(course?.[column("lr")], { mean: [0.1, 0.1], band: null });
    assert.deepEqual(data.courses.epochs, [1, 2, 3]);
  });

  it("draws a variant from the runs that ended ok, and from the others only where there is none", () => {
    const data = reportOf(plan, (variant, seed) =>
      variant === 2 || seed === 0
        ? resultOf(plan, [10, 100, Number.POSITIVE_INFINITY], "diverged")
        : resultOf(plan, [1, 2, 3]),
    );
    const means = data.courses.of.map((courses) => courses[column("val_loss")]?.mean);
    assert.deepEqual(means, [
      [1, 2, 3],
      [1, 2, 3],
      [10, 100],
    ]);
  });

  it("keeps errors in full, and figures that JSON does not know", () => {
    const data = reportOf(plan, (variant) =>
      variant === 1 ? resultOf(plan, [], "failed") : resultOf(plan, [1, Number.NaN], "diverged"),
    );
    const read = JSON.parse(JSON.stringify(data));
    assert.deepEqual(read, data);
    assert.deepEqual(Object.values(data.runs.errors), ["out of memory", "out of memory"]);
    assert.deepEqual(data.runs.final[0]?.slice(0, 2), ["NaN", null]);
  });

  it("shows every epoch of a few, of many evenly spaced ones from first to last", () => {
    assert.deepEqual(epochsShown(4, 10), [1, 2, 3, 4]);
    assert.deepEqual(epochsShown(101, 5), [1, 26, 51, 76, 101]);
  });
});
