import type { LayerCase } from "../cases.ts";
import { averagePool } from "../formulas.ts";

export default {
  formula: averagePool,
  propose: (shape, pick) => {
    if (shape.length !== 3) return undefined;
    const kernel = [pick.integer(1, Math.min(3, shape[1] as number)), pick.integer(1, Math.min(2, shape[2] as number))];
    const padding = kernel.map((length) => pick.integer(0, Math.floor(length / 2)));
    return { kernel_size: kernel, stride: pick.one(1, 2), padding, count_include_pad: pick.boolean() };
  },
  takes: (shape) => shape.length === 3,
} satisfies LayerCase;
