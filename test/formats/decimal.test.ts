import { assert } from "chai";
import fc from "fast-check";
import { decimalEvidence, numberIn, strangeNumber } from "../../src/formats/decimal.ts";

const evidence = (...cells: string[]) => {
  const { comma, point, either } = decimalEvidence(
    cells.map((cell) => [cell]),
    [0],
  );
  return [comma?.row, point?.row, either?.row];
};

describe("a decimal separator", () => {
  it("reads back every number written with it", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        assert.equal(numberIn(String(value), "."), value);
        assert.equal(numberIn(String(value).replace(".", ","), ","), value);
      }),
    );
    for (const cell of ["", "NaN", "1.2.3", "0x10", "1,2,3", "1 2", "--1"]) {
      assert.isNaN(numberIn(cell, "."), cell);
      assert.isNaN(numberIn(cell, ","), cell);
    }
  });

  it("shows where it cannot be that of thousands", () => {
    assert.deepEqual(evidence("1", "1,5", "2,25"), [1, undefined, undefined]);
    assert.deepEqual(evidence("1.5"), [undefined, 0, undefined]);
    assert.deepEqual(evidence("1,234", "12,345"), [undefined, undefined, 0]);
    assert.deepEqual(evidence("1,234", "0,123"), [1, undefined, 0]);
    assert.deepEqual(evidence("1.234", "1234.567"), [undefined, 1, 0]);
    assert.deepEqual(evidence("1,234", "2,5e3", "7.5"), [1, 2, 0]);
    assert.deepEqual(evidence("1.234.567", "a,b", "1", ""), [undefined, undefined, undefined]);
  });

  it("is told apart from percent signs and thousands separators, which are not read", () => {
    const strange = (text: string, decimal: "." | ",") => {
      const found = strangeNumber(text, decimal);
      return found && `${found.what}: ${found.written}`;
    };
    assert.equal(strange("12 %", "."), "a percent sign: 12");
    assert.equal(strange("-1,5%", ","), "a percent sign: -1,5");
    assert.equal(strange("1,234", "."), "thousands separators: 1234");
    assert.equal(strange("1.234,5", ","), "thousands separators: 1234,5");
    assert.equal(strange("1.234.567", ","), "thousands separators: 1234567");
    assert.equal(strange("1.234.567", "."), "thousands separators: 1234567");
    assert.equal(strange("1\u00a0234,5", ","), "thousands separators: 1234,5");
    assert.equal(strange("1’234.5", "."), "thousands separators: 1234.5");
    assert.equal(strange("1,5", "."), "a decimal comma: 1.5");
    assert.equal(strange("1.5", ","), "a decimal point: 1,5");
    for (const text of ["", "a", "1.5", "12", "1-2", "5+", "2024-01-31", "1,2,3"])
      assert.isUndefined(strange(text, "."), text);
  });
});
