import type { LayerCase } from "../cases.ts";
import { each } from "../formulas.ts";

export default {
  formula: each((x, { negative_slope = 0.01 }) => (x > 0 ? x : x * (negative_slope as number)), [0]),
  propose: (_, pick) => ({ negative_slope: pick.one(0.01, 0.3) }),
} satisfies LayerCase;
