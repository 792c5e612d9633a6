import type { LayerCase } from "../cases.ts";
import { overLastDimensions } from "../formulas.ts";

export default {
  formula: overLastDimensions(true, 1e-5),
  propose: (shape, pick) => ({
    normalized_shape: [...pick.one(shape.slice(-1), shape)],
    ...pick.one({}, { elementwise_affine: false }, { bias: false }),
  }),
} satisfies LayerCase;
