import type { LayerCase } from "../cases.ts";
import { each } from "../formulas.ts";

export default {
  formula: each(Math.tanh),
} satisfies LayerCase;
