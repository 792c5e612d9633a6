import type { LayerCase } from "../cases.ts";
import { overLastDimensions } from "../formulas.ts";

export default {
  formula: overLastDimensions(false, 2 ** -23),
  propose: (shape, pick) => ({
    normalized_shape: [...pick.one(shape.slice(-1), shape)],
    eps: pick.one(null, 1e-3),
    elementwise_affine: pick.boolean(),
  }),
} satisfies LayerCase;
