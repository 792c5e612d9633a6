import { assert } from "chai";
import { stringify } from "csv-stringify/sync";
import fc from "fast-check";
import { characterOf, type Delimiter, findDelimiter, isHeader } from "../../src/formats/dialect.ts";
import { PROFILES } from "../../src/tables/profile.ts";

describe("what separates cells", () => {
  const cases: readonly [text: string, delimiter: Delimiter][] = [
    ["a,b\n1,2\n", ","],
    ["a;b\n1,5;2,5\n", ";"],
    ["1,5;2,5\n3,5;4,5\n", ";"],
    ["Länge, cm;Breite, cm\n1,5;2,5\n", ";"],
    ["a\tb\n1,5\t2;5\n", "tab"],
    ["a|b\n1|2\n", "|"],
    ["id,tags\n1,a;b\n2,c;d;e\n", ","],
    ['a,b\n"1;2;3",4\n"5;6",7\n', ","],
    ["sep=;\na,b;c\n1;2\n", ";"],
    // A row that is cut short does not hide it.
    ["a;b;c\n1;2;3\n4;5\n6;7;8\n", ";"],
    ["a\n1\n2\n", ","],
    ["lr\r\n0,1\r\n0,09\r\n1\r\n", ";"],
    ["lr\n0,1,2\n0,09\n", ","],
    ["", ","],
  ];
  for (const [text, delimiter] of cases)
    it(`is ${delimiter} in ${JSON.stringify(text)}`, () => assert.equal(findDelimiter(text), delimiter));

  it("is found in whatever was written with it, quotes and decimal commas included", () => {
    const cell = fc.string({ unit: fc.constantFrom(...'ab1,;\t|." '), maxLength: 6 });
    const table = fc
      .integer({ min: 2, max: 4 })
      .chain((width) =>
        fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 9 }),
      );
    fc.assert(
      fc.property(table, fc.constantFrom<Delimiter>(",", ";", "tab", "|"), (rows, delimiter) => {
        const text = stringify(rows, { delimiter: characterOf(delimiter), quoted: true });
        assert.equal(findDelimiter(text), delimiter);
      }),
    );
  });

  it("is what each CSV profile of our own writes", () => {
    for (const { delimiter, decimal } of Object.values(PROFILES)) {
      const text = [
        ["run", "lr", "val_loss"],
        ["r1", `0${decimal}1`, `2${decimal}25`],
      ].map((row) => row.join(delimiter));
      assert.equal(findDelimiter(text.join("\n")), delimiter);
    }
  });
});

describe("a first row", () => {
  it("is a header if a name that is looked for stands there, or no number", () => {
    assert.isTrue(isHeader(["x", "y"], []));
    assert.isTrue(isHeader(["country", "2019", "2020"], ["2020"]));
    assert.isFalse(isHeader(["5.1", "3.5", "setosa"], []));
    assert.isFalse(isHeader(["5,1", "3,5", "setosa"], []));
    assert.isFalse(isHeader(["a", "b"], ["column_2"]));
    assert.isTrue(isHeader(["a", "column_2"], ["column_2"]));
    assert.isTrue(isHeader(["a", "b"], ["c"]));
  });

  it("is data if a name that is looked for stands among its numbers by chance", () => {
    assert.isFalse(isHeader(["5.1", "3.5", "0.7"], ["0.7"]));
    assert.isFalse(isHeader(["5.1", "3.5", "setosa"], ["setosa"], [["4.9", "3.0", "setosa"]]));
    assert.isTrue(isHeader(["5.1", "3.5", "setosa"], ["setosa"], [["4.9", "3.0", "1"]]));
    assert.isTrue(isHeader(["2019", "2020", "2021"], ["2021"]));
    assert.isTrue(isHeader(["0", "1", "2"], ["2"]));
    assert.isFalse(isHeader(["5", "3", "7"], ["7"]));
  });
});
