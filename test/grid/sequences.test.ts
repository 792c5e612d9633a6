import { expect } from "chai";
import { sequence } from "../../src/grid/sequences.ts";
import { numpySequences } from "./numpy-sequences.ts";

describe("Generators", () => {
  for (const [generator, a, b, c, values] of numpySequences)
    it(`${generator} from ${a} to ${b} by ${c} is NumPy's`, () => {
      const ours = sequence(generator, a, b, c) as readonly number[];
      if (generator === "linspace" || generator === "range") expect(ours).to.deep.equal(values);
      // NumPy's own power is off by a bit here and there: its 10^-5 is 0.000009999999999999999.
      expect(ours).to.have.length(values.length);
      ours.forEach((value, i) => {
        expect(value).to.be.closeTo(values[i] as number, Math.abs(value) * Number.EPSILON);
      });
    });

  it("give whole powers of ten and both ends exactly", () => {
    expect(sequence("logspace", -5, 0, 6)).to.deep.equal([1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1]);
    expect(sequence("geomspace", 1e-5, 1, 6)).to.deep.equal([1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1]);
    expect((sequence("geomspace", 0.3, 0.7, 5) as number[]).at(-1)).to.equal(0.7);
    expect((sequence("linspace", 0, 0.3, 4) as number[]).at(-1)).to.equal(0.3);
  });

  it("refuse counts and steps that make no sense", () => {
    expect(sequence("linspace", 0, 1, 0)).to.be.a("string");
    expect(sequence("linspace", 0, 1, 1e9)).to.be.a("string");
    expect(sequence("range", 0, 1, 1e-9)).to.be.a("string");
    expect(sequence("range", 0, 1, 0)).to.be.a("string");
    expect(sequence("geomspace", -1, 1, 3)).to.be.a("string");
  });
});
