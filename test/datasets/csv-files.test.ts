import { assert } from "chai";
import type { Json } from "../../src/contracts/config.ts";
import { Misfit } from "../../src/contracts/part.ts";
import { remedyOf } from "../remedy.ts";
import { open, table } from "./open.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const opened = (content: string | Uint8Array, parameters: Record<string, Json>) =>
  open("csv", { path: "a.csv", target: "y", validation: 0, standardize: false, ...parameters }, () =>
    typeof content === "string" ? bytes(content) : content,
  );
const rowsOf = (content: string | Uint8Array, parameters: Record<string, Json> = {}) =>
  table(opened(content, parameters).load().training);

/** "parameter: message; remedy" */
function faultOf(content: string, parameters: Record<string, Json> = {}): string {
  try {
    opened(content, parameters);
  } catch (error) {
    if (error instanceof Misfit) return `${error.parameter}: ${error.message}; ${remedyOf(error)}`;
    throw error;
  }
  return "taken";
}

const rounded = (rows: readonly (readonly number[])[]) => rows.map((row) => row.map(Math.fround));

describe("csv files as people have them", () => {
  it("are read with semicolons and decimal commas, tabs, bars and in their encoding", () => {
    const expected = rounded([
      [1.5, 2, 3.25],
      [2.5, 3, 4],
    ]);
    assert.deepEqual(rowsOf("a;b;y\n1,5;2;3,25\n2,5;3;4\n"), expected);
    assert.deepEqual(rowsOf("sep=;\r\na;b;y\r\n1,5;2;3,25\r\n2,5;3;4\r\n"), expected);
    assert.deepEqual(rowsOf("a\tb\ty\n1.5\t2\t3.25\n2.5\t3\t4\n"), expected);
    assert.deepEqual(rowsOf("a|b|y\n1.5|2|3.25\n2.5|3|4\n"), expected);
    assert.deepEqual(rowsOf('a,b,y\n"1,5",2,"3,25"\n"2,5",3,4\n'), expected);
    const latin = Uint8Array.from("gr\xf6\xdfe;b;y\n1,5;2;3,25\n2,5;3;4\n", (character) => character.charCodeAt(0));
    assert.deepEqual(rowsOf(latin, { features: ["größe", "b"] }), expected);
    const utf16 = new Uint8Array(
      Uint16Array.from("\ufeffa\tb\ty\n1,5\t2\t3,25\n2,5\t3\t4\n", (c) => c.charCodeAt(0)).buffer,
    );
    assert.deepEqual(rowsOf(utf16), expected);
  });

  it("say how they were read, as one could write it", () => {
    assert.deepEqual(opened("a;y\n1,5;2\n2,5;3\n", {}).findings, [
      'a.csv: read as {encoding: utf-8, delimiter: ";", decimal: ",", header: true}, 2 rows',
    ]);
    assert.deepEqual(opened("1\tx\n2\tz\n\tz\n", { target: "column_2", missing: "drop" }).findings, [
      'a.csv: read as {encoding: utf-8, delimiter: "tab", decimal: ".", header: false}, 3 rows',
      "a.csv: 1 row is dropped for missing values",
      'a.csv: 2 classes (rows of each: "x" 1, "z" 1)',
    ]);
    const told = { encoding: "utf-8", delimiter: ";", decimal: ",", header: true };
    assert.deepEqual(rowsOf("a;y\n1,500;2\n2,500;3\n", told), [
      [1.5, 2],
      [2.5, 3],
    ]);
  });

  it("lose no row to a header that is none", () => {
    const rows = [
      [1, 2, 3],
      [4, 5, 6],
    ];
    assert.deepEqual(rowsOf("1,2,3\n4,5,6\n", { target: "column_3" }), rows);
    assert.deepEqual(rowsOf("1,2,3\n4,5,6\n7,8,9\n", { target: "3" }), [
      [4, 5, 6],
      [7, 8, 9],
    ]);
    assert.deepEqual(rowsOf("a,b,3\n4,5,6\n7,8,9\n", { target: "b" }), [
      [4, 6, 5],
      [7, 9, 8],
    ]);
    const told = { target: "column_1", one_hot: ["column_2"], header: false };
    assert.equal(opened("x,y\nz,y\n", told).shape.training, 2);
    assert.match(
      faultOf("1,2,3\n4,5,6\n"),
      /^target: a.csv has no column "y", and no header: its columns are column_1 to column_3; choose one of: column_1/,
    );
    assert.match(faultOf("speed,2019\n4,5\n", { target: "sped" }), /did you mean 'speed'/);
    assert.match(faultOf("1,2\n3,4,5\n", { target: "column_1" }), /^path: a.csv:2: 3 fields, the first row has 2;/);
  });

  it("are asked about where every comma, or every point, may be that of thousands", () => {
    assert.equal(
      faultOf("a;y\n1,234;5\n2,345;6\n"),
      'decimal: a.csv:2: column "a" holds "1,234", which may be 1.234 or, with thousands separators, 1234; decimal: "," for 1.234; write 1234 in the file for the other',
    );
    assert.match(faultOf("a,y\n1.234,5\n2.345,6\n"), /^decimal: .*; decimal: "\." for 1.234; write 1234/);
    assert.deepEqual(rowsOf("a,y\n1.234,5\n2.345,6\n", { decimal: "." })[0], [Math.fround(1.234), 5]);
    assert.deepEqual(rowsOf("a;y\n1,234;5\n2,345;6\n", { decimal: "," })[0], [Math.fround(1.234), 5]);
    // One row tells, however late; a column that is not used does not.
    assert.equal(faultOf(`a;y\n${"1,234;5\n".repeat(300)}2,5;6\n`), "taken");
    assert.equal(faultOf("a;b;y\n1,5;2.5;5\n2,5;1.5;6\n", { drop: ["b"] }), "taken");
    assert.match(
      faultOf("a;b;y\n1,5;2;5\n2,5;1.5;6\n"),
      /^decimal: a.csv:2: column "a" holds "1,5", but a.csv:3: column "b" holds "1.5": which sign is the decimal one\?; write both alike/,
    );
  });

  it("are refused with percent signs and thousands separators", () => {
    const says = (cell: string, what: string, written: string) =>
      assert.equal(
        faultOf(`a;y\n${cell};1,5\n2;3\n`),
        `path: a.csv:2: column "a" holds "${cell}", not a number: it has ${what}; write ${written} in the file, or drop: ["a"]`,
      );
    says("12 %", "a percent sign", "12");
    says("1.234,5", "thousands separators", "1234,5");
    says("1.234.567", "thousands separators", "1234567");
    says("1 234", "thousands separators", "1234");
  });

  it("do not make classes of numbers that cannot be read", () => {
    const says = (cell: string, parameters: Record<string, Json>, message: string) =>
      assert.equal(
        faultOf(`a;y\n1;${cell}\n2;${cell}\n3;x\n`, parameters),
        `target: a.csv:2: column "y" holds "${cell}", ${message}`,
      );
    says(
      "1,5",
      { decimal: "." },
      'not a number: it has a decimal comma; decimal: ",", or task: classification if each is a class',
    );
    says(
      "5%",
      {},
      "not a number: it has a percent sign; write 5 in the file, or task: classification if each is a class",
    );
    says("31.12.2024", {}, "a date; predict another column, or task: classification if each is a class");
    assert.equal(opened("a;y\n1;5%\n2;10%\n", { task: "classification" }).shape.classes, 2);
    assert.deepEqual(
      rowsOf("a;y\n1;1,5\n2;2,5\n").map(([, y]) => y),
      [1.5, 2.5],
    );
  });

  it("name dates, and an index without a name, with what to drop", () => {
    for (const date of ["2024-01-31", "31.1.2024", "1/31/24", "2024-01-31T12:30", "31. Jan 2024", "12:30"]) {
      const remedy = 'drop: ["day"]';
      assert.equal(
        faultOf(`day,x,y\n${date},1,2\n${date},3,4\n`),
        `path: a.csv:2: column "day" holds "${date}", a date; ${remedy}`,
      );
      assert.equal(faultOf(`day,x,y\n${date},1,2\n${date},3,4\n`, { drop: ["day"] }), "taken");
    }
    assert.equal(
      faultOf(",x,y\n0,1,2\n1,3,4\n", { drop: ["x"] }),
      'path: a.csv:1: column 1 has no name; it is called column_1 here; drop: ["x","column_1"], or name it in the file',
    );
    assert.deepEqual(rowsOf(",x,y\n0,1,2\n1,3,4\n", { drop: ["column_1"] }), [
      [1, 2],
      [3, 4],
    ]);
    assert.deepEqual(rowsOf(",x,y\n0,1,2\n1,3,4\n", { features: ["column_1"] })[1], [1, 4]);
  });
});

describe("csv files with a slip", () => {
  it("are refused at the line of the cause, with what to do", () => {
    assert.equal(
      faultOf('a,y\n1,2\n"3,4\n5,6\n'),
      "path: a.csv:3: a quote is opened and never closed; close it, or remove it",
    );
    assert.match(faultOf('a,b,y\n1,"x""y",2\n1, "3,4\n5,6\n'), /^path: a.csv:3: a quote/);
    const above = "remove the lines above the header, which are no part of it";
    assert.equal(faultOf("My data\n\na,y\n1,2\n3,4\n"), `path: a.csv:3: 2 fields, the header has 1; ${above}`);
    assert.match(faultOf("# data\na,y\n1,2\n3,4\n"), /remove the lines above/);
    assert.match(faultOf("a,y\n1,2,3\n4,5,6\n"), /^path: a.csv:2: 3 fields, the header has 2; name the first column/);
    assert.match(faultOf("a,y\n1,2,3\n4,5\n"), /one field for each column$/);
    assert.equal(faultOf("a,y\n1,x\n2,x\n"), 'target: column "y" holds one class only, "x"; predict another column');
  });

  it("are refused with what they are where they are none", () => {
    const table = "a header, and a line for each row";
    assert.equal(
      faultOf("<!DOCTYPE html>\n<p>404"),
      `path: a.csv is no CSV file: it holds a page of the web; ${table}`,
    );
    assert.equal(faultOf('[{"a": 1, "y": 2}]'), `path: a.csv is no CSV file: it holds JSON; ${table}`);
    assert.equal(
      faultOf("a y\n1 2\n3 4\n"),
      'path: a.csv: one column, "a y"; separate columns with commas, not with spaces',
    );
  });

  it("are refused with numbers that would be read as 0", () => {
    assert.match(
      faultOf("a,y\n1,1e-400\n2,3\n"),
      /^target: a.csv:2: column "y" holds "1e-400", not a number of float32/,
    );
    assert.deepEqual(rowsOf("a,y\n0e-9,-0.0\n.0,000\n"), [
      [0, -0],
      [0, 0],
    ]);
  });
});

describe("missing values of csv files", () => {
  it("that others write otherwise are told apart from classes and numbers", () => {
    for (const cell of ["None", "NULL", "n/a", "nan", "#N/A", "<NA>", "--", "#DIV/0!"]) {
      const way = `missing_values: ["${cell}"] and missing: drop`;
      assert.equal(
        faultOf(`a,y\n1,2\n${cell},3\n4,5\n`),
        `path: a.csv:3: column "a" holds "${cell}", not a number; mend the file, or, if it stands for a missing value, ${way}, or drop: ["a"]`,
      );
      const parameters = { missing_values: [cell], missing: "drop" };
      assert.equal(faultOf(`a,y\n1,2\n${cell},3\n4,5\n`, parameters), "taken");
      const [warning] = opened(`a,y\n1,x\n2,${cell}\n3,z\n`, {}).warnings ?? [];
      assert.deepInclude(warning, { parameter: "target", message: `"${cell}" is a class here` });
      assert.include(warning?.remedy, way);
      assert.lengthOf(opened(`a,y\n1,x\n2,${cell}\n3,z\n`, parameters).warnings ?? [], 0);
    }
    assert.lengthOf(opened("a,y\n1,x\n2,no\n3,z\n", {}).warnings ?? [], 0);
  });

  it("in all cells of a column are no reason to fill it in", () => {
    const text = "a,b,y\n1,,2\n2,,3\n";
    assert.match(
      faultOf(text, { missing: "drop" }),
      /has no row without missing values; add "b", which has no value, to drop$/,
    );
    assert.equal(faultOf(text, { drop: ["b"] }), "taken");
  });

  const GAPS = "a,b,y\n1,2,1\n,4,2\n5,?,3\n9,4,4\n";

  it("are errors that name a way out, which works", () => {
    for (const cell of ["", "NA", "N/A", "NaN", "null", "?", "-"]) {
      const text = `a,b,y\n1,2,1\n${cell},4,2\n5,3,3\n`;
      const found = cell === "" ? "is empty" : `holds "${cell}", a missing value`;
      assert.equal(
        faultOf(text),
        `path: a.csv:3: column "a" ${found}; mend the file, or missing: mean, or drop: ["a"]`,
      );
      assert.equal(faultOf(text, { missing: "mean" }), "taken");
      assert.equal(faultOf(text, { drop: ["a"] }), "taken");
      const target = `x,y\n1,${cell}\n2,a\n3,b\n`;
      assert.equal(faultOf(target), `target: a.csv:2: column "y" ${found}; mend the file, or missing: drop`);
      assert.equal(opened(target, { missing: "drop" }).shape.classes, 2);
    }
    assert.equal(
      faultOf("c,y\nred,1\n,2\nred,3\n", { one_hot: ["c"] }),
      'one_hot: a.csv:3: column "c" is empty; mend the file, or missing: most_frequent, or drop: ["c"]',
    );
  });

  it("are filled in as told", () => {
    const filled = (missing: Json) => rowsOf(GAPS, { missing }).map(([a, b]) => [a, b]);
    assert.deepEqual(
      filled("mean"),
      rounded([
        [1, 2],
        [5, 4],
        [5, 10 / 3],
        [9, 4],
      ]),
    );
    assert.deepEqual(filled("median"), [
      [1, 2],
      [5, 4],
      [5, 4],
      [9, 4],
    ]);
    assert.deepEqual(filled("most_frequent"), [
      [1, 2],
      [1, 4],
      [5, 4],
      [9, 4],
    ]);
    assert.deepEqual(filled({ fill: -1 }), [
      [1, 2],
      [-1, 4],
      [5, -1],
      [9, 4],
    ]);
    assert.deepEqual(filled("drop"), [
      [1, 2],
      [9, 4],
    ]);
    assert.deepEqual(filled({ a: { fill: 0 }, b: "drop" }), [
      [1, 2],
      [0, 4],
      [9, 4],
    ]);
  });

  it("of categories are the most frequent one, or one of their own", () => {
    const text = "c,y\nred,1\nblue,2\n,3\nblue,4\n";
    const codes = (missing: Json) => rowsOf(text, { one_hot: ["c"], missing }).map((row) => row.slice(0, -1));
    assert.deepEqual(codes("most_frequent"), [
      [0, 1],
      [1, 0],
      [1, 0],
      [1, 0],
    ]);
    assert.deepEqual(codes({ fill: "none" }), [
      [0, 0, 1],
      [1, 0, 0],
      [0, 1, 0],
      [1, 0, 0],
    ]);
    assert.deepEqual(codes({ c: "drop" }), [
      [0, 1],
      [1, 0],
      [1, 0],
    ]);
  });

  it("are worked out from the training rows alone, before these are standardized", () => {
    const text = `a,y\n${Array.from({ length: 20 }, (_, i) => `${i % 4 ? i * i : ""},${i}`).join("\n")}\n`;
    const { training, validation } = opened(text, { missing: "mean", validation: 0.25 }).load();
    const known = table(training).filter(([, y]) => (y as number) % 4);
    const mean = known.reduce((sum, [a]) => sum + (a as number), 0) / known.length;
    const filled = [...table(training), ...table(validation as typeof training)].filter(
      ([, y]) => !((y as number) % 4),
    );
    assert.equal(filled.length, 5);
    for (const [a] of filled) assert.equal(a, Math.fround(mean));
    const scaled = table(opened(text, { missing: "mean", validation: 0.25, standardize: true }).load().training);
    for (const [a, y] of scaled) if (!((y as number) % 4)) assert.closeTo(a as number, 0, 1e-6);
  });

  it("are dropped before rows are held out", () => {
    const text = `a,y\n${Array.from({ length: 20 }, (_, i) => `${i % 2 ? i : "NA"},${i}`).join("\n")}\n`;
    const kept = `a,y\n${Array.from({ length: 10 }, (_, i) => `${2 * i + 1},${2 * i + 1}`).join("\n")}\n`;
    const options = { validation: 0.3, seed: 3 };
    const dropped = opened(text, { ...options, missing: "drop" });
    assert.deepInclude(dropped.shape, { training: 7, validation: 3 });
    assert.deepEqual(dropped.load(), opened(kept, options).load());
  });

  it("are what the experiment says", () => {
    const text = "a,y\n1,2\n-999,3\nn/a,4\n-999.0,4\n";
    const missing_values = [-999, "n/a"];
    assert.deepEqual(rowsOf(text, { missing_values, missing: { fill: 0 } }), [
      [1, 2],
      [0, 3],
      [0, 4],
      [0, 4],
    ]);
    assert.match(
      faultOf("a,y\n1,2\n,3\n", { missing_values }),
      /^path: a.csv:3: column "a" is empty; mend the file, or add "" to missing_values, or drop: \["a"\]$/,
    );
  });

  it("are refused where they cannot be filled in so", () => {
    assert.equal(
      faultOf("a,y\n1,1\n,2\n3,NA\n", { missing: "mean" }),
      'missing: a.csv:4: column "y" holds "NA", a missing value, and targets can only be dropped; mend the file, or missing: {a: mean, y: drop}',
    );
    assert.equal(
      faultOf("c,a,y\nred,,1\n,2,2\nred,3,4\n", { missing: "mean", one_hot: ["c"] }),
      'missing: a.csv:3: column "c" is empty, and text has no mean; mend the file, or missing: {c: most_frequent, a: mean}, or drop: ["c"]',
    );
    assert.match(
      faultOf(GAPS, { missing: { fill: "x" } }),
      /^missing: column "a" is numbers, but \{fill: "x"\} is text; fill in a number/,
    );
    assert.match(faultOf(GAPS, { missing: { c: "mean" } }), /^missing.c: a.csv has no column "c"/);
    assert.match(faultOf(GAPS, { missing: { fill: "mean" } }), /^missing.fill: .*; missing: mean$/);
    assert.match(faultOf(GAPS, { missing: { a: 3, b: "drop" } }), /^missing: "a" must be one of drop, .*; \{fill: 3\}/);
    assert.match(
      faultOf("a,b,y\n,2,1\nNA,3,2\n", { missing: "mean" }),
      /^missing: column "a" has no value in any row to train on; add "a" to drop$/,
    );
    assert.match(
      faultOf("a,y\n,1\n2,2\n", { missing: "drop" }),
      /^missing: a.csv has 1 row without missing values; missing: mean$/,
    );
  });
});
