import { assert } from "chai";
import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import fc from "fast-check";
import { headsOf } from "../../src/tables/column.ts";
import { csvLines, epochLines, prefixLines, runCells } from "../../src/tables/csv.ts";
import { epochColumns } from "../../src/tables/epoch-columns.ts";
import { planOf, recordsOf } from "../results/fixtures.ts";

const read = (text: string): string[][] => parse(text);
const guarded = (text: string) => (/^[=+\-@\t\r＝＋－＠]/u.test(text) ? `'${text}` : text);
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: fc.constantFrom(",", '"', "\n", "\r", "'", "=", "+", "-", "@", "\t", "é", "学", "🎓", " ") }),
);

describe("CSV", () => {
  it("reads back as it was written, formulas guarded", () => {
    const rows = fc.array(fc.tuple(text, text, fc.constant("end")), { minLength: 1 });
    fc.assert(
      fc.property(rows, (cells) => {
        assert.deepEqual(
          read(csvLines(cells)),
          cells.map((row) => row.map(guarded)),
        );
      }),
      { numRuns: 1000 },
    );
  });

  it("writes doubles in full, and never guards a number", () => {
    fc.assert(
      fc.property(fc.double(), (x) => {
        const [[cell, end] = []] = read(csvLines([[x, 1]]));
        assert.deepEqual(Number(cell) + 0, x + 0);
        assert.strictEqual(end, "1");
      }),
    );
  });

  it("has no byte order mark, ends lines in LF, and quotes by RFC 4180", () => {
    const lines = csvLines([["a", 'say "x"', "one\ntwo", "a,b", "c\rd", "é", true, null, undefined, -0, -1.5]]);
    assert.strictEqual(lines, 'a,"say ""x""","one\ntwo","a,b","c\rd",é,true,,,0,-1.5\n');
  });

  it("guards what a spreadsheet would run", () => {
    const lines = csvLines([["=1+1", "+1", "-1", "@a", "\tx", "\rx", "'a", "a=b"]]);
    assert.strictEqual(lines, "'=1+1,'+1,'-1,'@a,'\tx,\"'\rx\",'a,a=b\n");
  });

  it("is csv-stringify's, also where a row needs neither quotes nor guards", () => {
    const plain = fc.string({ unit: fc.constantFrom(..."aZ0_ .:;()[]<>=+*/-") });
    const cell = fc.oneof(plain, fc.double(), fc.integer(), fc.boolean(), fc.constantFrom(null, undefined, -0));
    const rows = fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 3 });
    const options = { escape_formulas: true, cast: { boolean: String } };
    fc.assert(
      fc.property(rows, (cells) => csvLines(cells) === stringify(cells, options)),
      { numRuns: 2000 },
    );
  });

  it("writes what is not finite by name", () => {
    assert.strictEqual(csvLines([[Number.NaN, Infinity, -Infinity]]), "NaN,Infinity,-Infinity\n");
  });
});

describe("epochs.csv", () => {
  it("has a column per axis and metric", () => {
    const heads = ["run", "optimizer.lr", "scheduler", "seed", "epoch", "step", "lr", "train_loss", "val_loss"];
    const plan = planOf({ heads: ["optimizer.lr", "scheduler"], cells: [[0.1, "x"]], metrics: heads.slice(-2) });
    assert.deepEqual(headsOf(epochColumns(plan)), heads);
  });

  it("rounds metrics to float32, leaves rates as they are, and what does not exist empty", () => {
    const record = {
      epoch: 1,
      step: 4,
      rates: { lr: 0.1 + 0.2, lr_end: 1e-20 },
      metrics: { train_loss: Math.fround(0.3), grad_norm: Number.NaN },
    };
    const lines = epochLines([record], {
      rates: ["lr", "momentum", "lr_end"],
      metrics: ["train_loss", "val_loss", "grad_norm"],
    });
    assert.strictEqual(lines, "1,4,0.30000000000000004,,1e-20,0.3,,NaN\n");
  });

  it("is the same in two halves as in one piece, whatever a name holds", () => {
    const cell = fc.oneof(text, fc.double(), fc.boolean(), fc.constant(null));
    const property = fc.property(cell, cell, fc.nat(4), (first, second, epochs) => {
      const records = recordsOf([0.5, 0.25, 1 / 3, 1e-20].slice(0, epochs));
      const columns = { rates: ["lr"], metrics: ["train_loss", "val_loss", "grad_norm"] };
      const cells = runCells(planOf({ heads: ["a", "b"] }), "r0", [first, second], 7);
      const half = epochLines(records, columns);
      const whole = half
        .split("\n")
        .slice(0, -1)
        .map((line) => [...cells, ...line.split(",").map(Number)]);
      assert.strictEqual(prefixLines({ cells, lines: half }), csvLines(whole));
    });
    fc.assert(property, { numRuns: 500 });
  });

  it("keeps dollars in a name", () => {
    assert.strictEqual(prefixLines({ cells: ["$&", "$1"], lines: "1\n2\n" }), "$&,$1,1\n$&,$1,2\n");
  });

  it("refuses cells that are not one per axis", () => {
    assert.throws(() => runCells(planOf(), "r0", [], 0), RangeError);
  });
});
