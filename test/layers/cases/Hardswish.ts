import type { LayerCase } from "../cases.ts";
import { each } from "../formulas.ts";

export default {
  formula: each((x) => (x * Math.min(Math.max(x + 3, 0), 6)) / 6, [-3, 3]),
} satisfies LayerCase;
