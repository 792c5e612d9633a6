import type { LayerCase } from "../cases.ts";
import { embedding } from "../formulas.ts";

export default {
  formula: embedding,
  propose: () => undefined,
} satisfies LayerCase;
