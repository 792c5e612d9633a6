import type { Json, PartConfig } from "../../src/contracts/config.ts";
import { type Rng, uniform } from "../../src/random/rng.ts";

/** A random choice of options that fit a shape; undefined: the layer takes no such input. */
export type Propose = (
  shape: readonly number[],
  pick: Pick,
  /** Another layer, of these types, for an input of that shape. */
  another: (shape: readonly number[], among: readonly string[]) => PartConfig,
) => Record<string, Json> | undefined;

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

/** Layers that take anything and keep its shape. */
export const SIMPLE = ["Tanh", "SiLU", "LayerNorm", "GELU", "Softmax"];

/** Groups that divide the channels of both sides. */
export function channelOptions(channels: number, pick: Pick) {
  const groups = pick.one(1, ...(channels % 2 === 0 ? [2] : []));
  return { out_channels: groups * pick.integer(1, 3), groups, bias: pick.boolean() };
}

export function sequenceOptions([channels, length]: [number, number], pick: Pick): Record<string, Json> {
  const kernel_size = pick.integer(1, Math.min(3, length));
  const dilation = (kernel_size - 1) * 2 < length ? pick.one(1, 2) : 1;
  const own = { ...channelOptions(channels, pick), kernel_size, dilation };
  return pick.boolean() ? { ...own, padding: "same" } : { ...own, stride: pick.one(1, 2), padding: pick.one(0, 1, 2) };
}

export function imageOptions([channels, height, width]: [number, number, number], pick: Pick): Record<string, Json> {
  const kernel_size = [pick.integer(1, Math.min(2, height)), pick.integer(1, Math.min(3, width))];
  const own = { ...channelOptions(channels, pick), kernel_size };
  if (pick.boolean()) return { ...own, padding: "same" };
  return { ...own, stride: [pick.one(1, 2), pick.one(1, 2)], padding: [pick.one(0, 1), pick.one(0, 2)] };
}
