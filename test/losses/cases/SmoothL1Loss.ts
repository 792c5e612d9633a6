import type { LossCase } from "../cases.ts";
import { pairwise, smoothL1 } from "../formulas.ts";

export default {
  formula: pairwise(smoothL1, ({ beta }) => (beta === 0 ? [0] : [])),
  propose: (_, pick) => ({ beta: pick.one(0, 0.5, 1) }),
} satisfies LossCase;
