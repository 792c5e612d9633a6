import { assert } from "chai";
import type { ImportedColumns } from "../../src/contracts/imported.ts";
import { readTable } from "../../src/formats/table.ts";
import { namedMetric } from "../../src/imported/columns.ts";
import type { ImportedRuns } from "../../src/imported/row.ts";
import { readRuns } from "../../src/imported/runs.ts";
import { locate } from "../../src/issues/locate.ts";
import { renderIssues } from "../../src/issues/render.ts";

const COLUMNS: ImportedColumns = { axes: ["lr", "scheduler"], seed: "seed", metrics: { val_loss: "val_loss" } };

interface Asked extends Partial<ImportedColumns> {
  readonly objective?: string;
  readonly seeds?: readonly number[];
}

function read(text: string, { objective = "val_loss", seeds, ...columns }: Asked = {}) {
  const table = readTable(new TextEncoder().encode(text), "runs.csv", { header: true });
  return { text: table.text, found: readRuns({ table, columns: { ...COLUMNS, ...columns }, objective, seeds }) };
}

function runs(text: string, asked?: Asked): ImportedRuns {
  const { found, text: whole } = read(text, asked);
  if ("issues" in found) throw new Error(renderIssues(locate(found.issues, "runs.csv", whole)));
  return found;
}

/** What is printed, without the lines that show the place. */
function errors(text: string, asked?: Asked): readonly string[] {
  const { found, text: whole } = read(text, asked);
  if (!("issues" in found)) return [];
  return locate(found.issues, "runs.csv", whole).map(({ place, message, suggestions: [way] }) => {
    const remedy = way?.kind === "advice" ? way.text : way?.kind === "rename" ? `did you mean ${way.name}` : "";
    return `${place.line}:${place.column} ${message} | ${remedy}`;
  });
}

const HEAD = "lr,scheduler,seed,val_loss\n";

describe("runs of a file of results", () => {
  it("takes a row for a run: variants in the file's order, seeds ascending", () => {
    const found = runs(`${HEAD}0.10,cosine,1,0.5\n0.3,,1,0.25\n0.1,cosine,0.0,1e-1\n3e-1,,0,0.2\n`);
    assert.deepEqual(found.variants, [
      [0.1, "cosine"],
      [0.3, null],
    ]);
    assert.deepEqual(found.seeds, [0, 1]);
    assert.strictEqual(found.epochs, 1);
    assert.deepEqual(found.run([0.1, "cosine"], 0), {
      status: "ok",
      records: [{ epoch: 1, step: undefined, rates: {}, metrics: { val_loss: Math.fround(0.1) } }],
    });
    assert.throws(() => found.run([0.2, "cosine"], 0), RangeError);
  });

  it("reads semicolons with decimal commas, and columns under other names", () => {
    const found = runs("Seed;LR;Val Loss;scheduler\n0;0,1;0,5;a\n0;0,3;0,25;a\n", {
      axes: ["LR", "scheduler"],
      seed: "Seed",
      metrics: { val_loss: "Val Loss" },
    });
    assert.deepEqual(found.variants, [
      [0.1, "a"],
      [0.3, "a"],
    ]);
    assert.strictEqual(found.run([0.3, "a"], 0).records[0]?.metrics.val_loss, 0.25);
  });

  for (const first of [0, 1])
    it(`puts the epochs of a run in order, counted from ${first}`, () => {
      const rows = [2, 0, 1].map((epoch) => `0.1,a,0,${first + epoch},${epoch / 4},${epoch === 1 ? "" : 0.5}\n`);
      const found = runs(`lr,scheduler,seed,epoch,val_loss,acc\n${rows.join("")}`, {
        epoch: "epoch",
        metrics: { val_loss: "val_loss", acc: "acc" },
      });
      assert.strictEqual(found.epochs, 3);
      assert.deepEqual(
        found.run([0.1, "a"], 0).records.map(({ epoch, metrics }) => [epoch, metrics.val_loss, metrics.acc]),
        [
          [1, 0, 0.5],
          [2, 0.25, undefined],
          [3, 0.5, 0.5],
        ],
      );
    });

  it("sees that a run diverged by its loss, and how it ended by its status", () => {
    const text = `lr,scheduler,seed,val_loss,State\n0.1,a,0,NaN,finished\n0.1,b,0,-inf,finished\n0.1,c,0,,crashed\n0.1,d,0,0.5,Finished\n`;
    const found = runs(text, { status: "State" });
    const ends = found.variants.map((cells) => found.run(cells, 0));
    assert.deepEqual(
      ends.map(({ status, records }) => [status, records[0]?.metrics.val_loss]),
      [
        ["diverged", Number.NaN],
        ["diverged", Number.NEGATIVE_INFINITY],
        ["failed", undefined],
        ["ok", 0.5],
      ],
    );
  });

  it("takes only the seeds that are asked for", () => {
    const text = `${HEAD}0.1,a,0,1\n0.1,a,1,1\n0.1,b,0,1\n0.1,b,7,what\n`;
    assert.deepEqual(runs(text, { seeds: [0] }).seeds, [0]);
    assert.deepEqual(errors(text, { seeds: [5] }), ["1:1 runs.csv has no run | leave --seeds out to take all"]);
  });

  const BAD: readonly (readonly [what: string, text: string, error: string, asked?: Asked])[] = [
    [
      "a column that is not there",
      `${HEAD}0.1,a,0,1\n`,
      "1:1 --axes: there is no column 'schedular' | did you mean scheduler",
      { axes: ["lr", "schedular"] },
    ],
    [
      "a column named twice",
      `${HEAD}0.1,a,0,1\n`,
      "1:14 --seed: the column 'seed' is named by --axes already | name it once",
      { axes: ["seed"] },
    ],
    ["text for a number", `${HEAD}0.1,a,0,good\n`, "2:9 val_loss: 'good' is no number | write a number such as 0.125"],
    [
      "a number that is missing",
      `${HEAD}0.1,a,0,\n`,
      "2:9 val_loss: the figure is missing | write a number, or remove the row",
    ],
    [
      "a number that is missing where W&B says why",
      "lr,scheduler,seed,val_loss,State\n0.1,a,0,,crashed\n",
      "2:9 val_loss: the figure is missing | write a number, or name the column that says how the run ended: --status State",
    ],
    [
      "NaN for a figure that is no loss",
      "lr,scheduler,seed,acc\n0.1,a,0,NaN\n",
      "2:9 acc: NaN says neither how good the run was nor that it diverged | write a number; or name the training loss as well (--metric train_loss), where a diverged run shows",
      { metrics: { acc: "acc" }, objective: "acc" },
    ],
    ["NaN on an axis", `${HEAD}NaN,a,0,1\n`, "2:1 lr: NaN is no value of an axis | write a number or a name"],
    ["a seed that is none", `${HEAD}0.1,a,x,1\n`, "2:7 seed: 'x' is no seed | write a whole number, at least 0"],
    ["a seed that is missing", `${HEAD}0.1,a,,1\n`, "2:7 seed: a seed is missing | write a whole number, at least 0"],
    [
      "a run twice",
      `${HEAD}0.1,a,0,1\n0.10,a,0,2\n`,
      "3:8 lr 0.1, scheduler a, seed 0 stands at runs.csv:2 already | remove one of them, add the column that tells them apart to --axes, or name the column of epochs (--epoch)",
    ],
    [
      "an epoch twice",
      "lr,scheduler,seed,epoch,val_loss\n0.1,a,0,1,1\n0.1,a,0,1,2\n",
      "3:9 lr 0.1, scheduler a, seed 0, epoch 1 stands at runs.csv:2 already | remove one of them, or add the column that tells them apart to --axes",
      { epoch: "epoch" },
    ],
    [
      "an epoch that is missing",
      "lr,scheduler,seed,epoch,val_loss\n0.1,a,0,1,1\n0.1,a,0,3,2\n",
      "3:9 lr 0.1, scheduler a, seed 0: epoch 2 is missing before 3 | count the rows of each run from 0 or 1, without gaps",
      { epoch: "epoch" },
    ],
    [
      "a last epoch without the figure to rank by",
      "lr,scheduler,seed,epoch,val_loss\n0.1,a,0,1,1\n0.1,a,0,2,\n",
      "3:11 val_loss: the last row of lr 0.1, scheduler a, seed 0 has no figure | write one, or remove rows without it",
      { epoch: "epoch" },
    ],
    [
      "a seed that a variant lacks",
      `${HEAD}0.1,a,0,1\n0.1,a,1,1\n0.1,"b ""x""",1,1\n`,
      '4:15 lr 0.1, scheduler b "x" has no row of seed 0 | add the rows, or take only seeds that all variants have: --seeds 1',
    ],
    [
      "a curve of TensorBoard",
      "Wall time,Step,Value\n1700000000.5,0,1\n",
      "1:1 TensorBoard's file of a curve does not tell the axes and the seed of its run | download the table of the tab HPARAMS, or make one table of the curves with columns for axes, seed and epoch",
    ],
    [
      "a chart of W&B",
      '"Step","sun-1 - val_loss","sun-1 - val_loss__MIN","sun-1 - val_loss__MAX"\n"0","1","1","1"\n',
      "1:1 W&B's file of a chart does not tell the axes and the seed of its runs | export the table of runs: on the project's tab Runs, the button for a download, CSV export",
    ],
    [
      "a status that is none",
      "lr,scheduler,seed,val_loss,State\n0.1,a,0,1,running\n",
      "2:11 State: 'running' does not say how a run ended | remove the row, or write one of ok, finished, completed, complete, success, done, failed, crashed, killed, error, timeout, diverged",
      { status: "State" },
    ],
  ];
  for (const [what, text, error, asked] of BAD)
    it(`refuses ${what}, with its place and a way out`, () => {
      assert.deepEqual(errors(text, asked), [error]);
    });

  it("finds places behind a separator line, quoted line breaks and blank lines", () => {
    const text = 'sep=;\nlr;scheduler;seed;val_loss\n1;"a\nb";0;1\n\n2; "c;d" ;0; no \n';
    assert.deepEqual(errors(text), ["6:14 val_loss: 'no' is no number | write a number such as 0.125"]);
  });

  it("tells twenty errors of a file that has more, without a look through it for each", () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => `0.1,a,${i},no\n`);
    assert.lengthOf(errors(`${HEAD}${rows.join("")}`), 20);
  });
});

describe("a metric's name", () => {
  for (const [text, expected] of [
    ["val_loss", ["val_loss", "val_loss", "min"]],
    ["val_accuracy", ["val_accuracy", "val_accuracy", "max"]],
    ["f1:max", ["f1", "f1", "max"]],
    ["loss=Val Loss:max", ["loss", "Val Loss", "max"]],
    ["val/loss", ["val/loss", "val/loss", "min"]],
    ["a=b=c", ["a", "b=c", "min"]],
  ] as const)
    it(`${text} is ${expected.join(", ")}`, () => {
      const { name, column, direction } = namedMetric(text) ?? assert.fail();
      assert.deepEqual([name, column, direction], [...expected]);
    });

  it("is refused where it cannot be a column's head", () => {
    assert.isUndefined(namedMetric("Val loss"));
    assert.isUndefined(namedMetric("=x"));
  });
});
