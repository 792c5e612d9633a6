import { assert } from "chai";
import { Misfit } from "../../src/contracts/part.ts";
import { readTable } from "../../src/formats/table.ts";
import type { Task } from "../../src/starter/choices.ts";
import { readOwnData } from "../../src/starter/own-data.ts";
import { remedyOf } from "../remedy.ts";

/** A table of a column x and a column y of these cells. */
function read(cells: readonly (string | number)[], asked?: Task, header = "x,y") {
  const text = `${header}\n${cells.map((cell, row) => `${row},${cell}`).join("\n")}\n`;
  return readOwnData(readTable(new TextEncoder().encode(text), "own.csv"), "y", asked);
}

function faultOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof Misfit) return `${error.parameter}: ${error.message}; ${remedyOf(error)}`;
    throw error;
  }
  return "no fault";
}

const cycle = (values: readonly (string | number)[], count: number) =>
  Array.from({ length: count }, (_, i) => values[i % values.length] as string | number);

describe("a user's own data", () => {
  it("are classes where the target is text", () => {
    const { task, classes, guesses } = read(cycle(["yes", "no"], 20));
    assert.deepEqual([task, classes], ["classification", 2]);
    assert.deepEqual(guesses, ['"y" is text: taken for classes ("yes", "no")']);
  });

  it("are classes where the target is few whole numbers, and says how to have it otherwise", () => {
    const { task, classes, guesses } = read(cycle([8, 4, 6], 30));
    assert.deepEqual([task, classes], ["classification", 3]);
    assert.equal(
      guesses[0],
      '"y" has 3 whole numbers (4, 6, 8): taken for classes; --task regression takes it for a quantity',
    );
    assert.equal(read(cycle([8, 4, 6], 30), "regression").task, "regression");
  });

  it("are a quantity where the numbers are many, or have a fraction", () => {
    assert.equal(read(cycle([1.5, 2], 20)).task, "regression");
    assert.equal(read(cycle([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 40)).task, "classification");
    assert.equal(read(cycle([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 40)).task, "regression");
    // Each number stands there once or so.
    assert.equal(read([1, 2, 3, 4, 5, 6]).task, "regression");
  });

  it("are not guessed about where the task is said", () => {
    assert.deepEqual(read(cycle([0, 1], 20), "classification").guesses, []);
  });

  it("are held out in part, unless a class or a small table would suffer", () => {
    assert.equal(read(cycle([1.5, 2], 20)).validation, 0.2);
    assert.equal(read(cycle([1.5, 2], 9)).validation, 0);
    // Every class but the first has a single row; one of them is among those held out.
    const rare = [...cycle(["a"], 20), "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"];
    assert.equal(read(rare).validation, 0);
  });

  it("drop what cannot be used, and say so; repeated text is categories", () => {
    const rows = Array.from(
      { length: 12 },
      (_, i) => `name ${i},${i % 2 ? "on" : "off"},${i === 3 ? "" : i},${i},${i}.5`,
    );
    const text = `id,switch,holes,x,y\n${rows.join("\n")}\n`;
    const own = readOwnData(readTable(new TextEncoder().encode(text), "own.csv"), "y", undefined);
    assert.deepInclude(own, { drop: ["id"], one_hot: ["switch"], missing: { holes: "mean" } });
    assert.deepEqual(own.guesses.slice(1), [
      'text that repeats is taken for categories: "switch"',
      'missing values are filled in: "holes" (mean)',
      '"id" is dropped: own.csv:2: column "id" holds "name 0", and there are too many different texts for categories',
    ]);
  });

  it("leave out rows without a target, and columns that are mostly empty, dates or an index", () => {
    const row = (i: number) => `${i},2024-01-${i + 1},${i % 3 ? "" : i},${i},${i === 4 ? "NA" : `${i}.5`}`;
    const text = `,day,gaps,x,y\n${Array.from({ length: 12 }, (_, i) => row(i)).join("\n")}\n`;
    const own = readOwnData(readTable(new TextEncoder().encode(text), "own.csv"), "y", undefined);
    assert.deepInclude(own, { drop: ["column_1", "day", "gaps"], missing: { y: "drop" }, rows: 11 });
    assert.deepEqual(own.guesses.slice(1), [
      'rows without "y" are left out',
      '"column_1" is dropped: the header does not name it',
      '"day" is dropped: own.csv:2: column "day" holds "2024-01-1", a date',
      '"gaps" is dropped: most of its values are missing',
    ]);
  });

  it("have a decimal comma where semicolons separate numbers that could be thousands", () => {
    const text = `x;y\n${Array.from({ length: 12 }, (_, i) => `${i + 1},234;${i}`).join("\n")}\n`;
    const own = readOwnData(readTable(new TextEncoder().encode(text), "own.csv"), "y", undefined);
    assert.equal(own.decimal, ",");
    assert.match(own.guesses[0] ?? "", /1,234 may be meant either way: "," is taken for the decimal sign/);
  });

  it("know a target that is far from a network's first guess", () => {
    assert.isTrue(read(Array.from({ length: 20 }, (_, i) => 100_000 + 1000 * i)).isLarge);
    assert.isFalse(read(Array.from({ length: 20 }, (_, i) => 10 + i)).isLarge);
  });

  it("are refused where the target is not there, neither or one class, or nothing is left", () => {
    const table = (text: string) => readTable(new TextEncoder().encode(text), "own.csv");
    const price = table("size,price\n1,2\n2,3\n");
    assert.equal(
      faultOf(() => readOwnData(price, "prize", undefined)),
      "target: own.csv has no column \"prize\"; did you mean 'price'?",
    );
    assert.match(
      faultOf(() => read([1.5, "n/a", 3])),
      /^target: own.csv:3: column "y" holds "n\/a".*--task classification, or another column/,
    );
    assert.match(
      faultOf(() => read(cycle(["a"], 20))),
      /^target: column "y" holds one class only, "a"/,
    );
    assert.match(
      faultOf(() => readOwnData(table("id,y\na,1\nb,2\n"), "y", undefined)),
      /^path: own.csv has no column to predict "y" from/,
    );
    assert.match(
      faultOf(() => read([1])),
      /^path: own.csv has too few rows: 1/,
    );
  });
});
