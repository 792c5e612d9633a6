import type { LayerCase } from "../cases.ts";
import { lines, softmaxOf } from "../formulas.ts";

export default {
  formula: lines(softmaxOf),
} satisfies LayerCase;
