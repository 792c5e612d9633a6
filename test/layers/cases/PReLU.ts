import type { LayerCase } from "../cases.ts";
import { prelu } from "../formulas.ts";

export default {
  formula: prelu,
  propose: (shape, pick) => ({ num_parameters: pick.one(1, shape[0] as number), init: 0.2 }),
} satisfies LayerCase;
