import type { LayerCase } from "../cases.ts";
import { linear } from "../formulas.ts";

export default {
  formula: linear,
  propose: (_, pick) => ({ out_features: pick.integer(1, 13), bias: pick.boolean() }),
} satisfies LayerCase;
