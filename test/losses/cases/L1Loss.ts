import type { LossCase } from "../cases.ts";
import { pairwise } from "../formulas.ts";

export default {
  formula: pairwise(Math.abs, () => [0]),
} satisfies LossCase;
