import type { LayerCase } from "../cases.ts";
import { each } from "../formulas.ts";

export default {
  formula: each((x) => Math.max(0, x), [0]),
} satisfies LayerCase;
