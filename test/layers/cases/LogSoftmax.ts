import type { LayerCase } from "../cases.ts";
import { lines, softmaxOf } from "../formulas.ts";

export default {
  formula: lines((line) => softmaxOf(line).map(Math.log)),
} satisfies LayerCase;
