import type { LayerCase } from "../cases.ts";
import { flatten } from "../formulas.ts";

export default {
  formula: flatten,
  propose: (shape, pick) => ({ start_dim: pick.integer(1, shape.length) }),
} satisfies LayerCase;
