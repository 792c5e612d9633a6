import { assert } from "chai";
import fc from "fast-check";
import { axisMeant, countedMeant, numberListMeant } from "../../src/source/meant-list.ts";
import { isNumber, numbersMeant } from "../../src/source/meant-number.ts";

const textsOf = (written: string) => numbersMeant(written).map(({ text }) => text);

describe("A number written in a way that YAML does not read", () => {
  const MEANT: Readonly<Record<string, readonly string[]>> = {
    "0,01": ["0.01"],
    "1,5": ["1.5"],
    "3,0": ["3"],
    ten: ["10"],
    Fifty: ["50"],
    "-0,1": ["-0.1"],
    ",5": ["0.5"],
    "0,5e-3": ["0.5e-3"],
    "1,000": ["1.000", "1000"],
    "1,000,000": ["1000000"],
    "1 000": ["1000"],
    "1\u00a0000": ["1000"],
    "1'000": ["1000"],
    "1_000": ["1000"],
    "1.000.000": ["1000000"],
    "1.000,5": ["1000.5"],
    "1,000.5": ["1000.5"],
    "10^-3": ["1e-3"],
    "10**-3": ["1e-3"],
    "3*10^-4": ["3e-4"],
    "3 × 10^−4": ["3e-4"],
    "10^{-3}": ["1e-3"],
    "2^10": ["1024"],
    "1/100": ["0.01"],
    "1/3": ["0.333333333"],
    "½": ["0.5"],
    "1%": ["0.01"],
    "50 %": ["0.5"],
    "1e−3": ["1e-3"],
    "1e–3": ["1e-3"],
    "１０": ["10"],
    "O.1": ["0.1"],
    "0.01;": ["0.01"],
    "0.1,": ["0.1"],
    "10# ten": ["10"],
    "10 // ten": ["10"],
    "10 -- ten": ["10"],
    "10; ten": ["10"],
    "10 (ten)": ["10"],
    "10 epochs": ["10"],
    "0.01f": ["0.01"],
    "1d-3": ["1e-3"],
    "1e -3": ["1e-3"],
    "= 0.1": ["0.1"],
    "≈0.1": ["0.1"],
    "10k": ["10000"],
    "1×10⁻³": ["1e-3"],
    "10⁻³": ["1e-3"],
    "3·10⁴": ["3e4"],
    "1x10-3": ["1e-3"],
    "0。1": ["0.1"],
    "(0.1)": ["0.1"],
  };
  for (const [written, meant] of Object.entries(MEANT))
    it(`${written} is ${meant.join(" or ")}`, () => {
      assert.deepEqual(textsOf(written), meant);
    });

  it("is not seen in what may be anything, or is a number already", () => {
    for (const text of [
      "",
      "fast",
      "0.1.2",
      "1e",
      "1e-3e",
      "x0.1",
      "0.1/step",
      "1e-3",
      "-.5",
      "full",
      "lo",
      "v1",
      "5 min",
      "1h",
      "4 GB",
      "4G",
    ])
      assert.deepEqual(textsOf(text), [], text);
  });

  it("is a number once it is written as suggested", () => {
    const pieces = fc.constantFrom(..."0123456789", ",", ".", "e", "-", "−", " ", "%", "^", "*", "/", "#", ";", "O");
    fc.assert(
      fc.property(fc.string({ unit: pieces, maxLength: 9 }), (written) => {
        for (const text of textsOf(written)) assert.isTrue(isNumber(text), `${written} gives ${text}`);
      }),
      { numRuns: 3000 },
    );
  });

  it("keeps its value with a decimal comma, in percent, and as a power of ten", () => {
    fc.assert(
      fc.property(fc.integer({ min: -99, max: 99 }), fc.integer({ min: 1, max: 9999 }), (whole, part) => {
        const decimal = `${whole}.${part}5`;
        assert.include(textsOf(decimal.replace(".", ",")).map(Number), Number(decimal));
        assert.closeTo(Number(textsOf(`${decimal}%`)[0]) * 100, Number(decimal), 1e-6);
        assert.deepEqual(textsOf(`10^${whole}`).map(Number), [Number(`1e${whole}`)]);
      }),
    );
  });
});

describe("A list written in a way that YAML does not read", () => {
  const MEANT: Readonly<Record<string, string>> = {
    "(0.1, 0.01)": "[0.1, 0.01]",
    "{0.1, 0.01}": "[0.1, 0.01]",
    "<0.1, 0.01>": "[0.1, 0.01]",
    "0.1, 0.01]": "[0.1, 0.01]",
    "0.1, 0.01": "[0.1, 0.01]",
    "0.1,0.01": "[0.1, 0.01]",
    "0,1, 0,01": "[0.1, 0.01]",
    "0,1; 0,01": "[0.1, 0.01]",
    "0,1 0,01": "[0.1, 0.01]",
    "0.1 | 0.01": "[0.1, 0.01]",
    "0.1 0.01": "[0.1, 0.01]",
    "0.1 and 0.01": "[0.1, 0.01]",
    "10^-2, 10^-3": "[1e-2, 1e-3]",
    "-0.003 -0.01": "[0.003, 0.01]",
    "2, 5": "[2, 5]",
    "16,32": "[16, 32]",
    "0,01": "[0.01]",
    "0.1 to 0.01": "{geomspace: [0.1, 0.01, 5]}",
    "1e-4..1e-1": "{geomspace: [1e-4, 1e-1, 5]}",
    "0 to 0.9": "{linspace: [0, 0.9, 5]}",
    "1-3": "[1, 2, 3]",
    "1..3": "[1, 2, 3]",
    "linspace(0.1, 1, 3)": "{linspace: [0.1, 1, 3]}",
    "np.arange(0.1, 0.5, 0.1)": "{range: [0.1, 0.5, 0.1]}",
    "range(5)": "{range: [0, 5, 1]}",
    "MSELoss, L1Loss": "[MSELoss, L1Loss]",
    "10^-3": "[1e-3]",
  };
  for (const [written, meant] of Object.entries(MEANT))
    it(`${written} is ${meant}`, () => {
      assert.strictEqual(axisMeant(written)?.text, meant);
    });

  it("is not seen in a name, or in a sentence", () => {
    for (const text of ["cosine", "0.1, fast", "a warm-up of 5 epochs", "Adam or SGD", ""])
      assert.isUndefined(axisMeant(text), text);
  });

  it("counts up where whole numbers are wanted", () => {
    assert.strictEqual(countedMeant("range(3)")?.text, "[0, 1, 2]");
    assert.strictEqual(countedMeant("2-4")?.text, "[2, 3, 4]");
    assert.isUndefined(countedMeant("0.1-0.5"));
    assert.isUndefined(countedMeant("0..1000000"));
    assert.isUndefined(numberListMeant("0,1"));
  });
});
