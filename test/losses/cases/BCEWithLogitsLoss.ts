import type { LossCase } from "../cases.ts";
import { binary, weightsOf } from "../formulas.ts";

export default {
  formula: binary,
  propose: (outputs, pick) => (pick.boolean() ? { pos_weight: weightsOf(outputs) } : {}),
  targets: "binary",
} satisfies LossCase;
