import type { LossCase } from "../cases.ts";
import { pairwise } from "../formulas.ts";

export default {
  formula: pairwise((d) => d * d),
} satisfies LossCase;
