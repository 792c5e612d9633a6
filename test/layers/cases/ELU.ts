import type { LayerCase } from "../cases.ts";
import { each } from "../formulas.ts";

export default {
  formula: each((x, { alpha = 1 }) => (x > 0 ? x : (alpha as number) * Math.expm1(x)), [0]),
  propose: (_, pick) => ({ alpha: pick.one(1, 0.5) }),
} satisfies LayerCase;
