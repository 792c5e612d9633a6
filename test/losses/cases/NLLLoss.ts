import type { LossCase } from "../cases.ts";
import { likelihood, weighted } from "../formulas.ts";

export default {
  formula: likelihood(true),
  propose: (outputs, pick) => ({ ...weighted(outputs, pick), ignore_index: pick.one(-100, 0) }),
  targets: "classes",
} satisfies LossCase;
