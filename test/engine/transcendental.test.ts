import { assert } from "chai";
import { Op } from "../../src/tape/op.ts";
import { floatBits } from "../../src/tape/tape.ts";
import { Workbench } from "./workbench.ts";

type Evaluate = (values: number[]) => number[];

function through(op: Op, ...options: readonly number[]): Evaluate {
  return (values) => {
    const bench = new Workbench();
    const input = bench.matrix(1, values.length, (_, column) => values[column] as number);
    const output = bench.result(1, values.length);
    bench.run(1, op, input.offset, output.offset, values.length, 1, ...options);
    return bench.read(output)[0] as number[];
  };
}

const exp: Evaluate = (values) => {
  const bench = new Workbench();
  const input = bench.matrix(1, values.length, (_, column) => values[column] as number);
  const output = bench.result(1, values.length);
  bench.kernels.expOf(input.offset, output.offset, values.length);
  return bench.read(output)[0] as number[];
};

/** Distance in representable float32; denormals count as steps, NaN only equals NaN. */
function ulps(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b) ? 0 : Number.POSITIVE_INFINITY;
  const [left, right] = new Int32Array(Float32Array.of(a, b).buffer);
  const order = (bits = 0) => (bits < 0 ? -(bits & 0x7fffffff) : bits);
  return Math.abs(order(left) - order(right));
}

const SPECIAL = [0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e-40, -1e-40, 3.4e38, -3.4e38];
const SMALL = [1e-20, -1e-20, 1e-7, -1e-7, 1e-4, -1e-4, 0.624999, 0.625, 0.625001];
const LARGE = [17, -17, 88, 88.7, 88.72, 88.73, 89, -87, -87.5, -88, -100, -103, -104, -105, 200, -200];
const SPREAD = Array.from({ length: 20_002 }, (_, i) => (i - 10_000) / 100);
const FINE = Array.from({ length: 20_002 }, (_, i) => (i - 10_000) / 9_000);
const INPUTS = [...SPECIAL, ...SMALL, ...LARGE, ...SPREAD, ...FINE].map(Math.fround);

const FUNCTIONS: readonly [name: string, ours: Evaluate, exact: (x: number) => number][] = [
  ["exp", exp, Math.exp],
  ["tanh", through(Op.Tanh), Math.tanh],
  ["sigmoid", through(Op.Sigmoid), (x) => 1 / (1 + Math.exp(-x))],
];

const by = (op: Op, ...options: readonly number[]): Evaluate => through(op, ...options.map(floatBits));

/** By the series of erf, and its limit: enough for double precision. */
function normalShare(x: number): number {
  if (Math.abs(x) > 8) return x > 0 ? 1 : 0;
  let [term, total] = [x, x];
  for (let n = 1; Math.abs(term) > 1e-20; n++) {
    term *= (x * x) / (2 * n + 1);
    total += term;
  }
  return 0.5 + (total * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}

const softplusOf = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

const ACTIVATIONS: readonly [name: string, ours: Evaluate, exact: (x: number) => number][] = [
  ["Softplus, and with it log,", by(Op.Softplus, 1, 1e9), softplusOf],
  ["ELU", by(Op.ELU, 1), (x) => (x > 0 ? x : Math.expm1(x))],
  ["GELU, and with it erf,", by(Op.GELU), (x) => x * normalShare(x)],
  ["Mish", by(Op.Mish), (x) => x * Math.tanh(softplusOf(x))],
  ["SiLU", by(Op.SiLU), (x) => x / (1 + Math.exp(-x))],
];

describe("transcendental functions", () => {
  for (const [name, ours, exact] of ACTIVATIONS) {
    it(`${name} is as exact as float32 allows`, () => {
      const inputs = [...SPREAD, ...FINE, 1e-20, -1e-20, 1e-7, -1e-7].map(Math.fround);
      ours(inputs).forEach((found, i) => {
        const x = inputs[i] as number;
        assert.closeTo(found, exact(x), 3e-7 * Math.max(Math.abs(x), Math.abs(exact(x))), `${name} of ${x}`);
      });
    });
  }

  for (const [name, ours, exact] of FUNCTIONS) {
    it(`${name} is within 2 ulp of the exact value, special values included`, () => {
      // Whole vectors: expOf has no padding.
      const inputs = INPUTS.slice(0, INPUTS.length & ~3);
      const found = ours(inputs);
      inputs.forEach((x, i) => {
        const expected = Math.fround(exact(x));
        assert.isAtMost(ulps(found[i] as number, expected), 2, `${name}(${x}) = ${found[i]}, not ${expected}`);
      });
    });
  }

  it("tanh keeps the sign of zero", () => {
    assert.isTrue(Object.is(through(Op.Tanh)([-0])[0], -0));
  });

  it("treats every lane alike, whatever its neighbours", () => {
    const [alone] = through(Op.Tanh)([0.3]);
    assert.deepEqual(
      through(Op.Tanh)([Number.NaN, 0.3, 1e30, 0.3]).filter((_, lane) => lane % 2),
      [alone, alone],
    );
  });
});
