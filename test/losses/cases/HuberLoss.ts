import type { LossCase } from "../cases.ts";
import { huber, pairwise } from "../formulas.ts";

export default {
  formula: pairwise(huber),
  propose: (_, pick) => ({ delta: pick.one(0.5, 1, 2) }),
} satisfies LossCase;
