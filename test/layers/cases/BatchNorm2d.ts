import type { LayerCase } from "../cases.ts";
import { batchNorm } from "../formulas.ts";

export default {
  formula: batchNorm,
  propose: (shape, pick) => (shape.length === 3 ? { affine: pick.boolean(), eps: 0.1 } : undefined),
  takes: (shape) => shape.length === 3,
} satisfies LayerCase;
