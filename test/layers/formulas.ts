import type { PartConfig } from "../../src/contracts/config.ts";

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

export type Formula = (input: Batch, layer: PartConfig, around: Surroundings) => Batch;

export const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
export const range = (count: number) => Array.from({ length: count }, (_, i) => i);
export const size = (shape: readonly number[]) => shape.reduce((product, dimension) => product * dimension, 1);
export const pair = (value: unknown): readonly [number, number] =>
  typeof value === "number" ? [value, value] : (value as [number, number]);

/** Works on each value by itself. @param kinks where the slope jumps */
export const each =
  (f: (x: number, layer: PartConfig) => number, kinks: readonly number[] = []): Formula =>
  ({ shape, rows }, layer, { kink }) => {
    for (const row of rows) for (const x of row) for (const at of kinks) kink(Math.abs(x - at));
    return { shape, rows: rows.map((row) => row.map((x) => f(x, layer))) };
  };

/** Works on each line, the last dimension. @param output its width afterwards */
export const lines =
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

export const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
export const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/** By its series, and far out by the continued fraction of erfc: enough for double precision. */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (size > 10) return Math.sign(x);
  if (size > 3) {
    let fraction = size;
    for (let n = 60; n > 0; n--) fraction = size + n / 2 / fraction;
    return Math.sign(x) * (1 - Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction);
  }
  let [term, total] = [x, x];
  for (let n = 1; Math.abs(term) > 1e-20 * size; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    total += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * total;
}

export const linear = lines((line, { out_features }, { parameter }) => {
  const weight = parameter("weight") as number[];
  const bias = parameter("bias");
  return range(out_features as number).map(
    (o) => (bias?.[o] ?? 0) + sum(line.map((x, i) => x * (weight[o * line.length + i] as number))),
  );
});

export function softmaxOf(line: readonly number[]): number[] {
  const most = Math.max(...line);
  const exps = line.map((x) => Math.exp(x - most));
  return exps.map((e) => e / sum(exps));
}

export const prelu: Formula = ({ shape, rows }, _, { parameter, kink }) => {
  const weight = parameter("weight") as number[];
  const span = size(shape) / weight.length;
  const scaled = (x: number, at: number) => {
    kink(Math.abs(x));
    return x > 0 ? x : x * (weight[Math.floor(at / span)] as number);
  };
  return { shape, rows: rows.map((row) => row.map(scaled)) };
};

/** Brings groups of `span` values to mean 0 and variance 1; weights by place within the group. */
export const normalised = (rows: Batch["rows"], span: number, eps: number, centred: boolean) =>
  rows.map((row) =>
    range(row.length / span).flatMap((group) => {
      const values = row.slice(group * span, (group + 1) * span);
      const mean = centred ? sum(values) / span : 0;
      const deviation = Math.sqrt(sum(values.map((x) => (x - mean) ** 2)) / span + eps);
      return values.map((x) => (x - mean) / deviation);
    }),
  );

/** value·weight + bias, where both are found by place. */
export const weighted = (rows: Batch["rows"], { parameter }: Surroundings, place: (at: number) => number) => {
  const [weight, bias] = [parameter("weight"), parameter("bias")];
  return rows.map((row) => row.map((x, at) => x * (weight?.[place(at)] ?? 1) + (bias?.[place(at)] ?? 0)));
};

export const overLastDimensions =
  (centred: boolean, otherwise: number): Formula =>
  ({ shape, rows }, { normalized_shape = shape.slice(-1), eps }, around) => {
    const span = size([normalized_shape].flat() as number[]);
    const plain = normalised(rows, span, (eps as number | null | undefined) ?? otherwise, centred);
    return { shape, rows: weighted(plain, around, (at) => at % span) };
  };

export const groupNorm: Formula = ({ shape, rows }, { num_groups, eps = 1e-5 }, around) => {
  const [all, channel] = [size(shape), size(shape.slice(1))];
  const plain = normalised(rows, all / (num_groups as number), eps as number, true);
  return { shape, rows: weighted(plain, around, (at) => Math.floor(at / channel)) };
};

export const batchNorm: Formula = ({ shape, rows }, { eps = 1e-5 }, around) => {
  const channel = size(shape.slice(1));
  const channels = range(shape[0] as number).map((c) => {
    const values = rows.flatMap((row) => row.slice(c * channel, (c + 1) * channel));
    const mean = sum(values) / values.length;
    const variance = sum(values.map((x) => (x - mean) ** 2)) / values.length;
    return { mean, deviation: Math.sqrt(variance + (eps as number)) };
  });
  const plain = rows.map((row) =>
    row.map((x, at) => {
      const { mean, deviation } = channels[Math.floor(at / channel)] as { mean: number; deviation: number };
      return (x - mean) / deviation;
    }),
  );
  return { shape, rows: weighted(plain, around, (at) => Math.floor(at / channel)) };
};

/** A window's places along one dimension: those of the input that each place of the output sees. */
export function windows(
  length: number,
  kernel: number,
  step: number,
  before: number,
  total: number,
  spread: number,
): number[][] {
  const places = Math.floor((length + total - spread * (kernel - 1) - 1) / step) + 1;
  return range(places).map((place) => range(kernel).map((k) => place * step - before + k * spread));
}

export const inside = (at: number, length: number) => at >= 0 && at < length;

/** Over images [channels, height, width]. @param toPair reads an option, a number or a pair */
export const convolution =
  (
    toImage: (shape: readonly number[]) => readonly number[],
    toPair: (value: unknown) => readonly [number, number],
  ): Formula =>
  (input, layer, { parameter }) => {
    const [channels, height, width] = toImage(input.shape) as [number, number, number];
    const { out_channels, groups = 1, kernel_size, stride = 1, padding = 0, dilation = 1 } = layer;
    const [kernel, step, spread] = [toPair(kernel_size), toPair(stride), toPair(dilation)];
    // A sequence is an image of one line, with nothing around that line.
    const margin = (axis: 0 | 1) =>
      padding === "valid" || (axis === 0 && input.shape.length === 2) ? 0 : toPair(padding)[axis];
    const total = (axis: 0 | 1) => (padding === "same" ? spread[axis] * (kernel[axis] - 1) : 2 * margin(axis));
    const axis = (length: number, a: 0 | 1) =>
      windows(length, kernel[a], step[a], Math.floor(total(a) / 2), total(a), spread[a]);
    const [vertical, horizontal] = [axis(height, 0), axis(width, 1)];
    const [each, outputs] = [channels / (groups as number), (out_channels as number) / (groups as number)];
    const [weight, bias] = [parameter("weight") as number[], parameter("bias")];
    const rows = input.rows.map((row) =>
      range(out_channels as number).flatMap((o) =>
        vertical.flatMap((ys) =>
          horizontal.map((xs) => {
            let total = bias?.[o] ?? 0;
            for (const c of range(each)) {
              const from = (Math.floor(o / outputs) * each + c) * height;
              ys.forEach((y, ky) => {
                xs.forEach((x, kx) => {
                  if (!inside(y, height) || !inside(x, width)) return;
                  const at = ((o * each + c) * kernel[0] + ky) * kernel[1] + kx;
                  total += (row[(from + y) * width + x] as number) * (weight[at] as number);
                });
              });
            }
            return total;
          }),
        ),
      ),
    );
    const out = [out_channels as number, vertical.length, horizontal.length];
    return { shape: input.shape.length === 2 ? [out[0] as number, out[2] as number] : out, rows };
  };

/** Takes what lies under each window of each channel. */
export function pooled(
  { shape, rows }: Batch,
  vertical: readonly number[][],
  horizontal: readonly number[][],
  f: (values: number[], all: number) => number,
): Batch {
  const [channels, height, width] = shape as [number, number, number];
  const under = (row: readonly number[], c: number, ys: number[], xs: number[]) =>
    ys.flatMap((y) =>
      xs.flatMap((x) => (inside(y, height) && inside(x, width) ? [row[(c * height + y) * width + x] as number] : [])),
    );
  const each = (row: readonly number[]) =>
    range(channels).flatMap((c) =>
      vertical.flatMap((ys) => horizontal.map((xs) => f(under(row, c, ys, xs), ys.length * xs.length))),
    );
  return { shape: [channels, vertical.length, horizontal.length], rows: rows.map(each) };
}

export function poolWindows(shape: readonly number[], layer: PartConfig): [number[][], number[][]] {
  const { kernel_size, stride, padding = 0, dilation = 1 } = layer;
  const [kernel, around, spread] = [pair(kernel_size), pair(padding), pair(dilation)];
  const step = pair(stride ?? kernel_size);
  const axis = (a: 0 | 1) => windows(shape[a + 1] as number, kernel[a], step[a], around[a], 2 * around[a], spread[a]);
  return [axis(0), axis(1)];
}

export const maxPool: Formula = (input, layer, { kink }) =>
  pooled(input, ...poolWindows(input.shape, layer), (values) => {
    const [first, second = Number.NEGATIVE_INFINITY] = [...values].sort((a, b) => b - a);
    kink(Math.abs((first as number) - second));
    return first as number;
  });

export const averagePool: Formula = (input, layer) =>
  pooled(
    input,
    ...poolWindows(input.shape, layer),
    (values, all) => sum(values) / (layer.count_include_pad === false ? values.length : all),
  );

export const adaptivePool: Formula = (input, { output_size }) => {
  const sizes = pair(output_size);
  const axis = (a: 0 | 1) => {
    const length = input.shape[a + 1] as number;
    return range(sizes[a]).map((i) => {
      const first = Math.floor((i * length) / sizes[a]);
      return range(Math.ceil(((i + 1) * length) / sizes[a]) - first).map((k) => first + k);
    });
  };
  return pooled(input, axis(0), axis(1), (values) => sum(values) / values.length);
};

export const dot = (a: readonly number[], b: readonly number[]) => sum(a.map((x, i) => x * (b[i] as number)));

export const attention: Formula = ({ shape, rows }, { num_heads, causal }, { parameter }) => {
  const [time, dim] = shape as [number, number];
  const width = dim / (num_heads as number);
  const project = (lines: number[][], name: string, outputs: number, bias: readonly number[] | undefined) => {
    const weight = parameter(name) as number[];
    return lines.map((line) =>
      range(outputs).map((o) => dot(line, weight.slice(o * dim, (o + 1) * dim)) + (bias?.[o] ?? 0)),
    );
  };
  const mixed = rows.map((row) => {
    const lines = range(time).map((t) => row.slice(t * dim, (t + 1) * dim) as number[]);
    const joint = project(lines, "in_proj_weight", 3 * dim, parameter("in_proj_bias"));
    const heads = range(num_heads as number).map((head) => {
      const part = (line: number, from: number) =>
        (joint[line] as number[]).slice(from * dim + head * width, from * dim + (head + 1) * width);
      return range(time).map((t) => {
        const seen = range(causal ? t + 1 : time);
        const weights = softmaxOf(seen.map((u) => dot(part(t, 0), part(u, 1)) / Math.sqrt(width)));
        return range(width).map((i) => sum(seen.map((u) => (weights[u] as number) * (part(u, 2)[i] as number))));
      });
    });
    const outputs = range(time).map((t) => heads.flatMap((head) => head[t] as number[]));
    return project(outputs, "out_proj.weight", dim, parameter("out_proj.bias")).flat();
  });
  return { shape, rows: mixed };
};

export const residual: Formula = (input, { layers }, { chain }) => {
  const through = chain(layers as unknown as PartConfig[], input);
  return { ...input, rows: input.rows.map((row, r) => row.map((x, i) => x + (through.rows[r]?.[i] as number))) };
};

export const flatten: Formula = ({ shape, rows }, { start_dim = 1, end_dim = -1 }) => {
  const [from, to] = [(start_dim as number) - 1, end_dim === -1 ? shape.length : (end_dim as number)];
  return { shape: [...shape.slice(0, from), size(shape.slice(from, to)), ...shape.slice(to)], rows };
};

export const embedding: Formula = ({ shape, rows }, { embedding_dim }, { parameter }) => {
  const weight = parameter("weight") as number[];
  const dim = embedding_dim as number;
  return { shape: [...shape, dim], rows: rows.map((row) => row.flatMap((x) => weight.slice(x * dim, (x + 1) * dim))) };
};

/** A size of Conv1d's, along an image of one line: 1 the other way. */
export const along = (value: unknown): readonly [number, number] => [1, value as number];
