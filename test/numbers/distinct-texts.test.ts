import { assert } from "chai";
import { distinctTexts } from "../../src/numbers/distinct-texts.ts";

describe("texts of numbers", () => {
  it("are short, without the noise of arithmetic", () => {
    assert.deepEqual([0.1 + 0.2, 1 / 3, 1e-7, 12345678].map(distinctTexts([0.3])), [
      "0.3",
      "0.333333",
      "1e-7",
      "12345700",
    ]);
  });

  it("have more digits where two would read the same", () => {
    const values = [0.12345678, 0.123456781, 1];
    const texts = values.map(distinctTexts(values));
    assert.deepEqual(texts, ["0.12345678", "0.123456781", "1"]);
    assert.deepEqual([0.1 + 0.2, 0.3].map(distinctTexts([0.1 + 0.2, 0.3])), ["0.30000000000000004", "0.3"]);
  });
});
