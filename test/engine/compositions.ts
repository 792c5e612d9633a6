import type { Json, PartConfig } from "../../src/contracts/config.ts";
import { layerBuilder } from "../../src/contracts/layer.ts";
import * as layers from "../../src/layers/index.ts";
import { type Rng, uniform } from "../../src/random/rng.ts";
import { complete } from "../configuration.ts";

const build = layerBuilder(layers);

/** A random choice of options that fit a shape; undefined: the layer takes no such input. */
type Propose = (shape: readonly number[], pick: Pick) => Record<string, Json> | undefined;

export class Pick {
  readonly #rng: Rng;

  constructor(rng: Rng) {
    this.#rng = rng;
  }

  /** A whole number in low … high. */
  integer(low: number, high: number): number {
    return Math.floor(uniform(this.#rng, low, high + 1));
  }

  boolean(): boolean {
    return this.integer(0, 1) === 1;
  }

  one<T>(...values: readonly T[]): T {
    return values[this.integer(0, values.length - 1)] as T;
  }
}

const plain: Propose = () => ({});

/** What to try of each layer. Every registered layer must stand here. */
export const PROPOSALS: Readonly<Record<string, Propose>> = {
  Linear: (_, pick) => ({ out_features: pick.integer(1, 13), bias: pick.boolean() }),
  ReLU: plain,
  Tanh: plain,
  Sigmoid: plain,
  LeakyReLU: (_, pick) => ({ negative_slope: pick.one(0.01, 0.3) }),
  ELU: (_, pick) => ({ alpha: pick.one(1, 0.5) }),
  GELU: (_, pick) => ({ approximate: pick.one("none", "tanh") }),
  SiLU: plain,
  Mish: plain,
  Softplus: (_, pick) => ({ beta: pick.one(1, 2), threshold: pick.one(20, 30) }),
  Hardswish: plain,
  Softmax: plain,
  LogSoftmax: plain,
  PReLU: (shape, pick) => ({ num_parameters: pick.one(1, shape[0] as number), init: 0.2 }),
  LayerNorm: (shape, pick) => ({
    normalized_shape: [...pick.one(shape.slice(-1), shape)],
    ...pick.one({}, { elementwise_affine: false }, { bias: false }),
  }),
  RMSNorm: (shape, pick) => ({
    normalized_shape: [...pick.one(shape.slice(-1), shape)],
    eps: pick.one(null, 1e-3),
    elementwise_affine: pick.boolean(),
  }),
  GroupNorm: ([channels], pick) => {
    const divisors = [1, 2, 3, channels as number].filter((groups) => (channels as number) % groups === 0);
    return { num_groups: pick.one(...divisors), affine: pick.boolean() };
  },
  BatchNorm1d: (shape, pick) => (shape.length > 2 ? undefined : { affine: pick.boolean(), eps: 0.1 }),
  BatchNorm2d: (shape, pick) => (shape.length === 3 ? { affine: pick.boolean(), eps: 0.1 } : undefined),
  Dropout: () => ({ p: 0 }),
  Flatten: (shape, pick) => ({ start_dim: pick.integer(1, shape.length) }),
  Residual: (shape, pick) => {
    const width = shape.at(-1) as number;
    return { layers: [randomLayer(shape, pick, SIMPLE)[0], { type: "Linear", out_features: width, bias: true }] };
  },
  Embedding: () => undefined,
  Conv1d: (shape, pick) => (shape.length === 2 ? sequenceOptions(shape as [number, number], pick) : undefined),
  Conv2d: (shape, pick) => (shape.length === 3 ? imageOptions(shape as [number, number, number], pick) : undefined),
  MaxPool2d: (shape, pick) => {
    if (shape.length !== 3) return undefined;
    const kernel = [pick.integer(1, Math.min(2, shape[1] as number)), pick.integer(1, Math.min(3, shape[2] as number))];
    const padding = kernel.map((length) => pick.integer(0, Math.floor(length / 2)));
    return pick.one<Record<string, Json>>(
      { kernel_size: kernel, stride: 1, padding },
      { kernel_size: kernel, padding },
    );
  },
  AvgPool2d: (shape, pick) => {
    if (shape.length !== 3) return undefined;
    const kernel = [pick.integer(1, Math.min(3, shape[1] as number)), pick.integer(1, Math.min(2, shape[2] as number))];
    const padding = kernel.map((length) => pick.integer(0, Math.floor(length / 2)));
    return { kernel_size: kernel, stride: pick.one(1, 2), padding, count_include_pad: pick.boolean() };
  },
  AdaptiveAvgPool2d: (shape, pick) =>
    shape.length === 3 ? { output_size: [pick.integer(1, 3), pick.integer(1, 3)] } : undefined,
  MultiheadAttention: (shape, pick) => {
    if (shape.length !== 2) return undefined;
    const heads = [1, 2, 3].filter((count) => (shape[1] as number) % count === 0);
    return { num_heads: pick.one(...heads), causal: pick.boolean(), bias: pick.boolean() };
  },
};

/** Layers that take anything and keep its shape. */
const SIMPLE = ["Tanh", "SiLU", "LayerNorm", "GELU", "Softmax"];

/** Groups that divide the channels of both sides. */
function channelOptions(channels: number, pick: Pick) {
  const groups = pick.one(1, ...(channels % 2 === 0 ? [2] : []));
  return { out_channels: groups * pick.integer(1, 3), groups, bias: pick.boolean() };
}

function sequenceOptions([channels, length]: [number, number], pick: Pick): Record<string, Json> {
  const kernel_size = pick.integer(1, Math.min(3, length));
  const dilation = (kernel_size - 1) * 2 < length ? pick.one(1, 2) : 1;
  const own = { ...channelOptions(channels, pick), kernel_size, dilation };
  return pick.boolean() ? { ...own, padding: "same" } : { ...own, stride: pick.one(1, 2), padding: pick.one(0, 1, 2) };
}

function imageOptions([channels, height, width]: [number, number, number], pick: Pick): Record<string, Json> {
  const kernel_size = [pick.integer(1, Math.min(2, height)), pick.integer(1, Math.min(3, width))];
  const own = { ...channelOptions(channels, pick), kernel_size };
  if (pick.boolean()) return { ...own, padding: "same" };
  return { ...own, stride: [pick.one(1, 2), pick.one(1, 2)], padding: [pick.one(0, 1), pick.one(0, 2)] };
}

/** A random layer for an input of that shape, every option filled in, and the shape of its output. */
export function randomLayer(
  shape: readonly number[],
  pick: Pick,
  among = Object.keys(PROPOSALS),
): [PartConfig, readonly number[]] {
  for (;;) {
    const type = pick.one(...among);
    const options = PROPOSALS[type]?.(shape, pick);
    if (options === undefined) continue;
    const config = complete("layers", { type, ...options });
    return [config, build(config, shape).output];
  }
}

/** A random chain of layers, at least one of them with parameters. */
export function randomModel(shape: readonly number[], count: number, pick: Pick): [PartConfig[], readonly number[]] {
  for (;;) {
    const model: PartConfig[] = [];
    let output = shape;
    let learns = false;
    for (let i = 0; i < count; i++) {
      const [layer, next] = randomLayer(output, pick);
      learns ||= build(layer, output).parameters.length > 0;
      model.push(layer);
      output = next;
    }
    if (learns) return [model, output];
  }
}
