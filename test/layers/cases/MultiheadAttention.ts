import type { LayerCase } from "../cases.ts";
import { attention } from "../formulas.ts";

export default {
  formula: attention,
  propose: (shape, pick) => {
    if (shape.length !== 2) return undefined;
    const heads = [1, 2, 3].filter((count) => (shape[1] as number) % count === 0);
    return { num_heads: pick.one(...heads), causal: pick.boolean(), bias: pick.boolean() };
  },
  takes: (shape) => shape.length === 2,
} satisfies LayerCase;
