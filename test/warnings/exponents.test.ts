import { assert } from "chai";
import { BASE, warningsOf } from "../plan/experiment.ts";

const rates = (values: string) => warningsOf(`${BASE}grid:\n  optimizer.lr: {logspace: ${values}}\n`);

describe("logspace", () => {
  it("is told to take exponents where its ends are meant as values", () => {
    const told = rates("[0.001, 0.1, 3]");
    assert.include(told, "warning: logspace takes exponents of ten: these are values from 1.002 to 1.259");
    assert.include(told, "geomspace");
  });

  it("is not, where its ends may be exponents", () => {
    for (const values of ["[-3, -1, 3]", "[-0.5, 0.5, 3]", "[0, 1, 3]", "[0.5, 2, 4]"])
      assert.strictEqual(rates(values), "", values);
  });
});
