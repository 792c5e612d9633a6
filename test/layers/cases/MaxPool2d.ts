import type { Json } from "../../../src/contracts/config.ts";
import type { LayerCase } from "../cases.ts";
import { maxPool } from "../formulas.ts";

export default {
  formula: maxPool,
  propose: (shape, pick) => {
    if (shape.length !== 3) return undefined;
    const kernel = [pick.integer(1, Math.min(2, shape[1] as number)), pick.integer(1, Math.min(3, shape[2] as number))];
    const padding = kernel.map((length) => pick.integer(0, Math.floor(length / 2)));
    return pick.one<Record<string, Json>>(
      { kernel_size: kernel, stride: 1, padding },
      { kernel_size: kernel, padding },
    );
  },
  takes: (shape) => shape.length === 3,
} satisfies LayerCase;
