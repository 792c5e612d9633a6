import { assert } from "chai";
import { exp, flushDenormals, log } from "../../src/kernels/families/functions.ts";
import { maxOfLanes, sumOfLanes } from "../../src/kernels/families/lanes.ts";
import { fixed, Kernel } from "../../src/kernels/language/kernel.ts";
import type { Floats } from "../../src/kernels/language/values.ts";
import { EXECUTORS, runInterpreter } from "./executors.ts";

/** The function of 16 values at a time, by every executor: asserts that all agree, and gives what they gave. */
function valuesOf(make: (kernel: Kernel, x: Floats) => Floats, inputs: readonly number[]): Float32Array {
  const count = Math.ceil(inputs.length / 16);
  const kernel = new Kernel("function");
  const at = kernel.pointer(fixed(0));
  kernel.repeat(count, () => {
    kernel.store(at.at(64 * count), make(kernel, kernel.load(at.at())));
    kernel.advance(at, 64);
  });
  const arena = new Uint8Array(128 * count);
  new Float32Array(arena.buffer).set(inputs);
  const wanted = new Float32Array(runInterpreter(kernel.program, arena).buffer, 64 * count, inputs.length);
  for (const [name, execute] of Object.entries(EXECUTORS)) {
    if (!execute) continue;
    const values = new Float32Array(execute(kernel.program, arena).buffer, 64 * count, inputs.length);
    assert.deepEqual([...values], [...wanted], name);
  }
  return wanted;
}

/** Distance in units of the last place of the exact value. */
function ulps(value: number, exact: number): number {
  const rounded = Math.fround(exact);
  if (Object.is(value, rounded) || (Number.isNaN(value) && Number.isNaN(rounded))) return 0;
  const exponent = Math.max(-126, Math.floor(Math.log2(Math.abs(exact))));
  return Math.abs(value - exact) / 2 ** (exponent - 23);
}

const range = (from: number, to: number, count: number) =>
  Array.from({ length: count }, (_, index) => Math.fround(from + ((to - from) * index) / (count - 1)));

const ODD = [Number.NaN, Infinity, -Infinity, 0, -0, 1e-40, -1e-40, 1e-45, 3.4e38, -3.4e38, 88.73, -87.4, -103.9, 1];

describe("Functions of kernels", () => {
  it("exp is within 1.5 units of the last place, also where results are denormal or overflow", () => {
    const inputs = [...range(-104, 89, 3000), ...range(-0.01, 0.01, 500), ...ODD];
    for (const [index, value] of valuesOf(exp, inputs).entries())
      assert.isAtMost(ulps(value, Math.exp(Math.fround(inputs[index] ?? 0))), 1.5, `exp ${inputs[index]}`);
  });

  it("log is within 1.5 units of the last place; −Infinity at 0, NaN below", () => {
    const inputs = [...range(1e-6, 4, 3000), ...range(0.99, 1.01, 500), ...range(1e-44, 1e-37, 50), ...ODD];
    for (const [index, value] of valuesOf(log, inputs).entries())
      assert.isAtMost(ulps(value, Math.log(Math.fround(inputs[index] ?? 0))), 1.5, `log ${inputs[index]}`);
  });

  it("denormals become 0, and nothing else does", () => {
    const values = valuesOf(flushDenormals, [1e-40, -1e-40, 1.2e-38, -1.2e-38, Number.NaN, Infinity, 0, 1]);
    assert.deepEqual([...values], [0, 0, 1.2e-38, -1.2e-38, Number.NaN, Infinity, 0, 1].map(Math.fround));
  });

  it("sums and maxima of 16 lanes are in every lane", () => {
    const inputs = range(-3, 12, 16);
    assert.deepEqual([...valuesOf(sumOfLanes, inputs)], new Array(16).fill(72));
    assert.deepEqual([...valuesOf(maxOfLanes, inputs)], new Array(16).fill(12));
  });
});
