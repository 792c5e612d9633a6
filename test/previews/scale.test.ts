import { assert } from "chai";
import { axisEnds, positionOn, scaleOf, tenthsOf, valueOn } from "../../src/previews/scale.ts";

const cosine = Array.from({ length: 50 }, (_, t) => (0.1 * (1 + Math.cos((Math.PI * t) / 50))) / 2);
const step = Array.from({ length: 50 }, (_, t) => 0.1 * 0.1 ** Math.floor(t / 10));

describe("the scale of a chart", () => {
  it("is linear for a cosine alone, which is small only at its end", () => {
    assert.deepEqual(scaleOf([cosine]), { kind: "linear", low: 0, high: 0.1 });
  });

  it("is logarithmic where rates span decades, beside a cosine, too", () => {
    assert.include(scaleOf([step]), { kind: "log", high: 0.1 });
    assert.include(scaleOf([cosine, step]), { kind: "log" });
  });

  it("counts a hundredth, however it is rounded", () => {
    assert.isAbove(0.1 * 0.1 * 0.1, 0.001);
    assert.include(scaleOf([[...Array(9).fill(0.1), 0.1 * 0.1 * 0.1]]), { kind: "log" });
    assert.include(scaleOf([[...Array(9).fill(0.1), 0.0011]]), { kind: "linear" });
    assert.include(scaleOf([[...Array(10).fill(0.1), 0.001]]), { kind: "linear" });
  });

  it("shows six decades at most", () => {
    const scale = scaleOf([[1, 1e-3, 1e-12]]);
    assert.equal(scale.kind, "log");
    assert.closeTo(scale.low, 1e-6, 1e-18);
    assert.equal(positionOn(scale, 1e-12), 0);
    assert.equal(positionOn(scale, 1), 1);
    assert.closeTo(positionOn(scale, 1e-3) as number, 0.5, 1e-12);
  });

  it("has no place for 0 on a logarithm, nor for what is no number anywhere", () => {
    const scale = scaleOf([[1, 0.001, 0]]);
    assert.deepEqual(
      [0, -1, NaN, Infinity].map((value) => positionOn(scale, value)),
      Array(4).fill(undefined),
    );
    assert.deepEqual(
      [0, NaN].map((value) => positionOn(scaleOf([[1]]), value)),
      [0, undefined],
    );
  });

  it("takes what is no number out of account, and does without any", () => {
    assert.deepEqual(scaleOf([[NaN, 2, Infinity]]), { kind: "linear", low: 0, high: 2 });
    assert.deepEqual(scaleOf([[]]), { kind: "linear", low: 0, high: 1 });
    assert.deepEqual(scaleOf([[0, 0]]), { kind: "linear", low: 0, high: 1 });
  });

  it("shows rates below 0 linearly", () => {
    assert.deepEqual(scaleOf([[-1, 0.001, 1]]), { kind: "linear", low: -1, high: 1 });
    assert.deepEqual(scaleOf([[-1, -2]]), { kind: "linear", low: -2, high: 0 });
  });

  it("takes momentum in tenths, not from 0", () => {
    assert.deepEqual(tenthsOf([[0.95, 0.85], [0.8]]), { kind: "linear", low: 0.8, high: 1 });
    assert.deepEqual(tenthsOf([[0.7, 0.3]]), { kind: "linear", low: 0.3, high: 0.7 });
    assert.deepEqual(tenthsOf([[0.9]]), { kind: "linear", low: 0.8, high: 0.9 });
    assert.deepEqual(axisEnds(tenthsOf([[0.7, 0.3]])), [0.3, 0.7]);
  });

  it("leads back from positions to values", () => {
    for (const scale of [scaleOf([cosine]), scaleOf([step])]) {
      for (const position of [0, 0.3, 1]) {
        assert.closeTo(positionOn(scale, valueOn(scale, position)) as number, position, 1e-12);
      }
    }
  });

  it("gives a picture's axis round ends", () => {
    assert.deepEqual(axisEnds({ kind: "linear", low: 0, high: 0.1 }), [0, 0.1]);
    assert.deepEqual(axisEnds({ kind: "linear", low: 0, high: 0.23 }), [0, 0.25]);
    assert.deepEqual(axisEnds({ kind: "linear", low: -0.7, high: 11 }), [-0.8, 12]);
    assert.deepEqual(axisEnds({ kind: "log", low: 0.00023, high: 0.3 }), [0.0001, 1]);
    // A hair less than a power of ten, as products of 0.1 are.
    assert.deepEqual(axisEnds({ kind: "log", low: 1e-3 * (1 - 1e-15), high: 0.1 * (1 + 1e-15) }), [0.001, 0.1]);
  });
});
