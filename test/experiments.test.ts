import { assert } from "chai";
import { parse } from "csv-parse/sync";
import type { Plan } from "../src/experiment/plan.ts";
import { loadPlans } from "../src/loading/load-experiments.ts";
import { parts } from "../src/parts.ts";
import { schedulersIn } from "../src/schedule/in-turn.ts";
import * as schedulers from "../src/schedulers/index.ts";
import { Workplace } from "./commands/cli.ts";
import { bringShippedResults } from "./commands/shipped.ts";
import { golden } from "./golden.ts";
import { root } from "./root.ts";

type Row = Readonly<Record<string, string>>;

describe("the experiments that come with the project", () => {
  const here = new Workplace();
  const rows = (path: string): Row[] => parse(here.read(`results/${path}`), { columns: true });

  before(function () {
    this.timeout(600_000);
    return bringShippedResults(here);
  });
  after(() => here.remove());

  it("give the article's loop PyTorch's learning rates, epoch by epoch", () => {
    const { strategies } = golden<{ strategies: Record<string, { train_loss: number[]; lr: number[] }> }>(
      "article.json",
    );
    const epochs = rows("article-walkthrough/epochs.csv");
    for (const [name, { lr, train_loss }] of Object.entries(strategies)) {
      const own = epochs.filter((row) => row.scheduler === name);
      assert.equal(own.length, 50, name);
      // The plateau's rates follow from these very losses.
      assert.deepEqual(
        own.map((row) => Number(row.train_loss)),
        train_loss,
        name,
      );
      own.forEach((row, i) => {
        const expected = lr[i] as number;
        assert.closeTo(Number(row.lr), expected, 1e-12 * expected, `${name}, epoch ${i + 1}`);
      });
    }
  });

  it("have every scheduler in schedule-zoo", () => {
    const [plan] = loadPlans([`${root}experiments/schedule-zoo.yaml`], { set: [], maxRuns: 1000, strict: true, parts });
    const used = Array.from({ length: plan?.variants ?? 0 }, (_, i) => (plan as Plan).variant(i).config.scheduler);
    const configs = used.flat().map(({ scheduler }) => scheduler);
    const types = [...schedulersIn(configs, schedulers)].map(([, { type }]) => type);
    assert.sameMembers([...new Set(types)], Object.keys(schedulers));
  });

  it("answer what schedule-zoo asks: almost all end lower than a constant rate, lowest those that begin low", () => {
    const summary = rows("schedule-zoo/summary.csv");
    for (const { scheduler, n } of summary) assert.equal(n, "5", scheduler);
    const lower = summary.filter(({ difference }) => Number(difference) < 0);
    assert.isAtLeast(lower.length, summary.length - 3);
    const best = summary.filter(({ rank }) => Number(rank) <= 7).map(({ scheduler }) => scheduler);
    const firstRate = new Map(
      rows("schedule-zoo/epochs.csv").map(({ scheduler, epoch, lr }) => [`${scheduler} ${epoch}`, Number(lr)]),
    );
    const low = best.filter((scheduler) => (firstRate.get(`${scheduler} 1`) as number) <= 0.035);
    assert.lengthOf(low, 6);
    for (const { verdict } of summary) assert.oneOf(verdict, ["baseline", "not distinguishable"]);
  });

  it("bring mtcars to the least-squares solution", () => {
    const [best] = rows("mtcars/summary.csv").filter((row) => row.rank === "1");
    assert.closeTo(Number(best?.final_train_loss_mean), 4.6092, 0.001 * 4.6092);
  });

  it("bring every schedule of decay-strategies down to the noise", () => {
    const summary = rows("decay-strategies/summary.csv");
    assert.equal(summary.length, 18);
    // At the high rate every schedule is better than none, and sixteen data sets are enough to tell.
    const better = summary.filter(({ verdict }) => verdict === "better").map((row) => row["optimizer.lr"]);
    assert.deepEqual(better, Array(5).fill("0.3"));
    for (const row of summary) {
      assert.equal(row.n, "16");
      assert.closeTo(Number(row.final_val_loss_mean), 0.01, 0.005, `${row["optimizer.lr"]} ${row.scheduler}`);
    }
  });

  it("answer what spirals-mlp asks: a decay costs at low rates, and nothing at a high one", () => {
    const summary = rows("spirals-mlp/summary.csv");
    const of = (rate: string, scheduler: string) =>
      summary.find((row) => row["optimizer.lr"] === rate && row.scheduler === scheduler);
    const loss = (rate: string, scheduler: string) => Number(of(rate, scheduler)?.final_val_loss_mean);
    for (const decay of ["cosine", "warm-up, then cosine"]) {
      assert.equal(of("0.016", decay)?.verdict, "not distinguishable");
      assert.equal(of("0.008", decay)?.verdict, "worse");
      assert.closeTo(loss("0.008", decay), 0.12, 0.01);
      assert.equal(of("0.004", decay)?.verdict, "worse");
      assert.closeTo(loss("0.004", decay), 0.295, 0.005);
      const right = rows("spirals-mlp/epochs.csv").filter(
        (row) => row.epoch === "150" && row["optimizer.lr"] === "0.016" && row.scheduler === decay,
      );
      const mean = right.reduce((sum, { val_accuracy }) => sum + Number(val_accuracy), 0) / right.length;
      assert.closeTo(mean, 0.975, 0.006);
    }
    assert.closeTo(loss("0.008", "constant"), 0.08, 0.005);
    assert.closeTo(loss("0.004", "constant"), 0.12, 0.005);
  });

  it("read at least 97 % of the digits of glyphs-cnn, most of all given one cycle", () => {
    const right = Object.fromEntries(
      rows("glyphs-cnn/runs.csv").map(({ scheduler, final_val_accuracy }) => [scheduler, Number(final_val_accuracy)]),
    );
    assert.closeTo(right["one cycle to 0.01"] ?? 0, 0.992, 0.0005);
    assert.closeTo(right.constant ?? 0, 0.978, 0.0005);
    assert.closeTo(right.cosine ?? 0, 0.972, 0.0005);
  });

  it("answer what tiny-transformer asks: the decay counts, the warm-up does not", () => {
    const summary = rows("tiny-transformer/summary.csv");
    const loss = (rate: string, scheduler: string) =>
      Number(summary.find((row) => row["optimizer.lr"] === rate && row.scheduler === scheduler)?.final_val_loss_mean);
    assert.isBelow(loss("0.01", "cosine"), loss("0.01", "constant") - 0.05);
    assert.isAbove(loss("0.001", "cosine"), loss("0.001", "constant") + 0.2);
    for (const rate of ["0.001", "0.003", "0.01"])
      assert.closeTo(loss(rate, "warm-up, then cosine"), loss(rate, "cosine"), 0.02);
  });
});
