import type { LayerCase } from "../cases.ts";
import { each, softplus } from "../formulas.ts";

export default {
  formula: each((x) => x * Math.tanh(softplus(x))),
} satisfies LayerCase;
