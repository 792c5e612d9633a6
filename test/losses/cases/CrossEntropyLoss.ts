import type { LossCase } from "../cases.ts";
import { likelihood, weighted } from "../formulas.ts";

export default {
  formula: likelihood(false),
  propose: (outputs, pick) => ({
    ...weighted(outputs, pick),
    label_smoothing: pick.one(0, 0.1),
    ignore_index: pick.one(-100, 0),
  }),
  targets: "classes",
} satisfies LossCase;
