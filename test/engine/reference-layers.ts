import type { PartConfig } from "../../src/definition/config.ts";

/** A batch in double precision: each row a sample's values in PyTorch's order. */
export interface Batch {
  readonly shape: readonly number[];
  readonly rows: readonly (readonly number[])[];
}

/** What a layer's formula may ask for. */
export interface Surroundings {
  /** A parameter of the layer, such as "weight", in PyTorch's order; undefined where it has none. */
  readonly parameter: (name: string) => readonly number[] | undefined;
  /** Notes how far a value is from a kink, where a gradient does not exist. */
  readonly kink: (distance: number) => void;
  readonly chain: (layers: readonly PartConfig[], input: Batch) => Batch;
}

type Formula = (input: Batch, layer: PartConfig, around: Surroundings) => Batch;

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const range = (count: number) => Array.from({ length: count }, (_, i) => i);
const size = (shape: readonly number[]) => shape.reduce((product, dimension) => product * dimension, 1);
const pair = (value: unknown): readonly [number, number] =>
  typeof value === "number" ? [value, value] : (value as [number, number]);

/** Works on each value by itself. @param kinks where the slope jumps */
const each =
  (f: (x: number, layer: PartConfig) => number, kinks: readonly number[] = []): Formula =>
  ({ shape, rows }, layer, { kink }) => {
    for (const row of rows) for (const x of row) for (const at of kinks) kink(Math.abs(x - at));
    return { shape, rows: rows.map((row) => row.map((x) => f(x, layer))) };
  };

/** Works on each line, the last dimension. @param output its width afterwards */
const lines =
  (f: (line: readonly number[], layer: PartConfig, around: Surroundings) => readonly number[]): Formula =>
  ({ shape, rows }, layer, around) => {
    const width = shape.at(-1) as number;
    let wide = width;
    const mapped = rows.map((row) =>
      range(row.length / width).flatMap((line) => {
        const out = f(row.slice(line * width, (line + 1) * width), layer, around);
        wide = out.length;
        return out;
      }),
    );
    return { shape: [...shape.slice(0, -1), wide], rows: mapped };
  };

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/** By its Taylor series, and beyond 6 by its limit. */
function erf(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let term = x;
  let total = x;
  for (let n = 1; Math.abs(term) > 1e-18; n++) {
    term *= (-x * x) / n;
    total += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * total;
}

const linear = lines((line, { out_features }, { parameter }) => {
  const weight = parameter("weight") as number[];
  const bias = parameter("bias");
  return range(out_features as number).map(
    (o) => (bias?.[o] ?? 0) + sum(line.map((x, i) => x * (weight[o * line.length + i] as number))),
  );
});

function softmaxOf(line: readonly number[]): number[] {
  const most = Math.max(...line);
  const exps = line.map((x) => Math.exp(x - most));
  return exps.map((e) => e / sum(exps));
}

const prelu: Formula = ({ shape, rows }, _, { parameter, kink }) => {
  const weight = parameter("weight") as number[];
  const span = size(shape) / weight.length;
  const scaled = (x: number, at: number) => {
    kink(Math.abs(x));
    return x > 0 ? x : x * (weight[Math.floor(at / span)] as number);
  };
  return { shape, rows: rows.map((row) => row.map(scaled)) };
};

/** The formulas of all layers, straight from PyTorch's documentation. */
export const FORMULAS: Readonly<Record<string, Formula>> = {
  Linear: linear,
  ReLU: each((x) => Math.max(0, x), [0]),
  Tanh: each(Math.tanh),
  Sigmoid: each(sigmoid),
  LeakyReLU: each((x, { negative_slope = 0.01 }) => (x > 0 ? x : x * (negative_slope as number)), [0]),
  ELU: each((x, { alpha = 1 }) => (x > 0 ? x : (alpha as number) * Math.expm1(x)), [0]),
  GELU: each((x, { approximate }) =>
    approximate === "tanh"
      ? 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)))
      : 0.5 * x * (1 + erf(x / Math.SQRT2)),
  ),
  SiLU: each((x) => x * sigmoid(x)),
  Mish: each((x) => x * Math.tanh(softplus(x))),
  Softplus: each((x, { beta = 1, threshold = 20 }) => {
    const [b, scaled] = [beta as number, x * (beta as number)];
    return scaled > (threshold as number) ? x : softplus(scaled) / b;
  }),
  Hardswish: each((x) => (x * Math.min(Math.max(x + 3, 0), 6)) / 6, [-3, 3]),
  Softmax: lines(softmaxOf),
  LogSoftmax: lines((line) => softmaxOf(line).map(Math.log)),
  PReLU: prelu,
};

export { pair, range, size, sum };
