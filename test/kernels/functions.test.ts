import { assert } from "chai";
import { erf, exp, expm1, flushDenormals, log, log1p, sigmoid, tanh } from "../../src/kernels/families/functions.ts";
import { maxOfLanes, sumOfLanes } from "../../src/kernels/families/lanes.ts";
import { fixed, Kernel } from "../../src/kernels/language/kernel.ts";
import type { Floats } from "../../src/kernels/language/values.ts";
import { erf as exactErf } from "../layers/formulas.ts";
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

const BOTH_SIDES = (size: number) => [...range(-size, size, 2001), ...range(-size / 100, size / 100, 201)];

interface Tried {
  readonly ours: (kernel: Kernel, x: Floats) => Floats;
  readonly exact: (x: number) => number;
  readonly inputs: readonly number[];
  /** Units of the last place that it may be off. */
  readonly within: number;
}

const FUNCTIONS: Readonly<Record<string, Tried>> = {
  exp: { ours: exp, exact: Math.exp, inputs: [...range(-104, 89, 3000), ...range(-0.01, 0.01, 500)], within: 1.5 },
  expm1: { ours: expm1, exact: Math.expm1, inputs: [...range(-30, 89, 3000), ...BOTH_SIDES(2)], within: 1.5 },
  log: {
    ours: log,
    exact: Math.log,
    inputs: [...range(1e-6, 4, 3000), ...range(0.99, 1.01, 500), ...range(1e-44, 1e-37, 50)],
    within: 1.5,
  },
  log1p: {
    ours: log1p,
    exact: Math.log1p,
    inputs: [...range(-1, 4, 2001), ...range(-1e-3, 1e-3, 201), ...range(4, 1e6, 300), 3e33, -1, -1.5],
    within: 1.5,
  },
  tanh: { ours: tanh, exact: Math.tanh, inputs: [...BOTH_SIDES(10), ...BOTH_SIDES(1)], within: 1.5 },
  sigmoid: { ours: sigmoid, exact: (x) => 1 / (1 + Math.exp(-x)), inputs: BOTH_SIDES(105), within: 2.5 },
  erf: { ours: erf, exact: exactErf, inputs: [...BOTH_SIDES(5), ...BOTH_SIDES(100)], within: 1.5 },
};

describe("Functions of kernels", () => {
  for (const [name, { ours, exact, inputs, within }] of Object.entries(FUNCTIONS))
    it(`${name} is within ${within} units of the last place, for odd values too`, () => {
      const all = [...inputs, ...ODD];
      for (const [index, value] of valuesOf(ours, all).entries()) {
        const off = ulps(value, exact(Math.fround(all[index] ?? 0)));
        assert.isAtMost(off, within, `${name} ${all[index]} is ${value}`);
      }
    });

  it("zeros keep their sign where the function goes through them", () => {
    for (const one of [expm1, log1p, tanh, erf])
      assert.deepEqual(
        [...valuesOf(one, [0, -0])].map((zero) => 1 / zero),
        [Infinity, -Infinity],
        one.name,
      );
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
