import { assert } from "chai";
import fc from "fast-check";
import { shortHeads, valueText } from "../../src/experiment/short-heads.ts";

describe("Short heads of axes", () => {
  it("are the last word where that is enough", () => {
    assert.deepEqual(shortHeads(["optimizer.lr", "scheduler", "training.batch_size"]), [
      "lr",
      "scheduler",
      "batch_size",
    ]);
  });

  it("have as many words more as tell them apart", () => {
    assert.deepEqual(shortHeads(["scheduler.1.gamma", "scheduler.2.gamma"]), ["1.gamma", "2.gamma"]);
    assert.deepEqual(shortHeads(["model.0.p", "model.2.p", "optimizer.lr"]), ["0.p", "2.p", "lr"]);
    assert.deepEqual(shortHeads(["scheduler", "search.scheduler"]), ["scheduler", "search.scheduler"]);
  });

  it("are no name of something else, and no mere number", () => {
    assert.deepEqual(shortHeads(["data.seed"]), ["data.seed"]);
    assert.deepEqual(shortHeads(["scheduler.0.epochs"]), ["0.epochs"]);
    assert.deepEqual(shortHeads(["optimizer.betas.0", "optimizer.betas.1"]), ["betas.0", "betas.1"]);
  });

  it("differ, and are ends of the heads", () => {
    const word = fc.constantFrom("scheduler", "optimizer", "lr", "gamma", "0", "1", "seed");
    const heads = fc.uniqueArray(fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(".")));
    fc.assert(
      fc.property(heads, (all) => {
        const short = shortHeads(all);
        assert.lengthOf(new Set(short), all.length);
        short.forEach((text, i) => {
          assert.isTrue(`.${all[i]}`.endsWith(`.${text}`));
        });
      }),
    );
  });

  it("stand before numbers and words that are values of parameters, and not before names of parts", () => {
    const text = (head: string, cell: string | number | boolean) =>
      valueText(head, shortHeads([head])[0] ?? "", cell, String(cell));
    for (const head of [
      "scheduler",
      "optimizer",
      "scheduler.1",
      "model.1.type",
      "schedule",
      "scheduler + training.epochs",
    ])
      assert.strictEqual(text(head, "cosine"), "cosine", head);
    assert.strictEqual(text("scheduler.anneal_strategy", "cos"), "anneal_strategy=cos");
    assert.strictEqual(text("optimizer.momentum", 0.5), "momentum=0.5");
    assert.strictEqual(text("optimizer.nesterov", true), "nesterov=true");
  });
});
