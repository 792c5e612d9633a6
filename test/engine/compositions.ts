import type { Json, PartConfig } from "../../src/definition/config.ts";
import type { LayerPart } from "../../src/definition/layer.ts";
import { type Rng, uniform } from "../../src/definition/rng.ts";
import * as layers from "../../src/layers/index.ts";
import { complete } from "../configuration.ts";

const parts = layers as unknown as Readonly<Record<string, LayerPart>>;

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
};

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
    return [config, (parts[type] as LayerPart).plan(config, shape).output];
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
      learns ||= (parts[layer.type] as LayerPart).plan(layer, output).parameters.length > 0;
      model.push(layer);
      output = next;
    }
    if (learns) return [model, output];
  }
}
