import { assert } from "chai";
import fc from "fast-check";
import { shortestFloat32 } from "../../src/numbers/float32.ts";

/** Every bit pattern, ordinary sizes as often as all others. */
const float32 = fc
  .oneof(fc.integer({ min: 0, max: 0xffffffff }), fc.integer({ min: 0x30000000, max: 0x50000000 }), powersOfTwo())
  .map((bits) => new Float32Array(Uint32Array.of(bits).buffer)[0] as number);

/** 2ᵏ and its neighbours, where the distance between floats changes. */
function powersOfTwo() {
  return fc.tuple(fc.nat(255), fc.integer({ min: -1, max: 1 })).map(([k, by]) => Math.max(0, k * 0x800000 + by));
}

const digitsOf = (x: number) =>
  String(Math.abs(x)).replace(/e.*/, "").replace(".", "").replace(/^0+/, "").replace(/0+$/, "").length;

/** The decimals of so many digits on either side of x. */
function around(x: number, digits: number): number[] {
  const [mantissa, exponent] = Math.abs(x)
    .toExponential(digits - 1)
    .split("e") as [string, string];
  const middle = Number(mantissa.replace(".", ""));
  return [middle - 1, middle, middle + 1].map((n) => Number(`${n}e${Number(exponent) - digits + 1}`));
}

const isFiniteFloat = (x: number) => Number.isFinite(x) && x !== 0;

describe("shortestFloat32", () => {
  it("gives the same float32 back, for every bit pattern", () => {
    fc.assert(
      fc.property(float32, (x) => {
        assert.deepEqual(Math.fround(shortestFloat32(x)) + 0, x + 0);
        assert.deepEqual(Math.fround(Number(String(shortestFloat32(x)))) + 0, x + 0);
      }),
      { numRuns: 5000 },
    );
  });

  it("is as short as a decimal can be", () => {
    fc.assert(
      fc.property(float32.filter(isFiniteFloat), (x) => {
        const digits = digitsOf(shortestFloat32(x));
        assert.isAtLeast(digits, 1);
        assert.isAtMost(digits, 9);
        if (digits === 1) return;
        for (const shorter of around(x, digits - 1)) assert.notStrictEqual(Math.fround(shorter), Math.abs(x));
      }),
      { numRuns: 5000 },
    );
  });

  it("is the nearest of the shortest, to the last bit but one of a double", () => {
    fc.assert(
      fc.property(float32.filter(isFiniteFloat), (x) => {
        const written = Math.abs(shortestFloat32(x));
        const distance = Math.abs(written - Math.abs(x));
        for (const other of around(x, digitsOf(written))) {
          if (Math.fround(other) !== Math.abs(x)) continue;
          assert.isAtMost(distance, Math.abs(other - Math.abs(x)) + Math.abs(x) * 2e-16);
        }
      }),
      { numRuns: 5000 },
    );
  });

  it("does not change what is written already", () => {
    fc.assert(
      fc.property(float32.map(shortestFloat32), (x) => {
        assert.deepEqual(shortestFloat32(x), x);
      }),
    );
  });

  // Digits as numpy 2.4 has them in str(numpy.float32(x)), laid out as JavaScript does.
  for (const [x, text] of [
    [0.1, "0.1"],
    [1 / 3, "0.33333334"],
    [2 / 3, "0.6666667"],
    [2 ** -44, "5.684342e-14"],
    [1.1754943508222875e-38, "1.1754944e-38"],
    [3.4028234663852886e38, "3.4028235e+38"],
    [1.401298464324817e-45, "1e-45"],
    [16777216, "16777216"],
    [9.999999e-5, "0.00009999999"],
    [-2.5, "-2.5"],
    [-0, "0"],
    [Number.NaN, "NaN"],
    [-Infinity, "-Infinity"],
  ] as const) {
    it(`writes ${x} as ${text}`, () => assert.strictEqual(String(shortestFloat32(x)), text));
  }

  it("turns -0 into 0", () => assert.strictEqual(Object.is(shortestFloat32(-0), 0), true));
});
