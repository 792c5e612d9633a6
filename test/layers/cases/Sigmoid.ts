import type { LayerCase } from "../cases.ts";
import { each, sigmoid } from "../formulas.ts";

export default {
  formula: each(sigmoid),
} satisfies LayerCase;
