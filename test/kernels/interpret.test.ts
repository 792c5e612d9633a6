import { assert } from "chai";
import fc from "fast-check";
import { fusedMultiplyAdd, interpret } from "../../src/kernels/interpret.ts";
import { fixed, Kernel } from "../../src/kernels/language/kernel.ts";

/** A float32's value in units of 2^-149, exactly. */
function exact(value: number): bigint {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value);
  const bits = view.getUint32(0);
  const exponent = (bits >>> 23) & 255;
  const fraction = BigInt(bits & 0x7fffff) | (exponent === 0 ? 0n : 0x800000n);
  const magnitude = exponent === 0 ? fraction : fraction << BigInt(exponent - 1);
  return bits >>> 31 ? -magnitude : magnitude;
}

/** Whether no other float32 is nearer to a·b + c, which is worked out exactly in units of 2^-298. */
function isNearest(result: number, a: number, b: number, c: number): boolean {
  const wanted = exact(a) * exact(b) + (exact(c) << 149n);
  const distance = (value: number) => {
    const off = (exact(value) << 149n) - wanted;
    return off < 0n ? -off : off;
  };
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, result);
  const bits = view.getInt32(0);
  return [bits - 1, bits + 1].every((neighbour) => {
    view.setInt32(0, neighbour);
    const other = view.getFloat32(0);
    if (!Number.isFinite(other)) return true;
    const [near, far] = [distance(result), distance(other)];
    // Of two that are equally near, the even one.
    return near < far || (near === far && (bits & 1) === 0);
  });
}

describe("The interpreter of kernels", () => {
  it("rounds a·b + c once: no other float32 is nearer to the exact value", () => {
    const finite = fc.float({ noNaN: true, noDefaultInfinity: true });
    const near = fc
      .tuple(finite, finite, fc.integer({ min: -3, max: 3 }))
      // Sums that nearly cancel, where rounding twice would show.
      .map(([a, b, off]) => [a, b, Math.fround(-a * b * (1 + off / 0x800000))] as const);
    fc.assert(
      fc.property(fc.oneof(near, fc.tuple(finite, finite, finite)), ([a, b, c]) => {
        const result = fusedMultiplyAdd(a, b, c);
        fc.pre(Number.isFinite(result) && result !== 0);
        assert.isTrue(isNearest(result, a, b, c), `${a} · ${b} + ${c} = ${result}`);
      }),
      { numRuns: 3000, seed: 3 },
    );
  });

  it("differs from rounding twice where that is wrong", () => {
    const [a, b, c] = [Math.fround(1 + 2 ** -12), Math.fround(1 + 2 ** -12), -1];
    assert.equal(fusedMultiplyAdd(a, b, c), 2 ** -11 + 2 ** -24);
    assert.notEqual(fusedMultiplyAdd(a, b, c), Math.fround(Math.fround(a * b) + c));
  });

  it("throws where a kernel leaves the arena", () => {
    const kernel = new Kernel("beyond");
    kernel.store(fixed(60), kernel.float(1), 2);
    assert.throws(() => interpret(kernel.program, new ArrayBuffer(64)), RangeError);
  });

  it("takes operands of as many lanes only", () => {
    const kernel = new Kernel("uneven");
    assert.throws(() => kernel.add(kernel.float(1, 4), kernel.float(1, 8)), "uneven: vectors of 4 and of 8 lanes");
  });
});
