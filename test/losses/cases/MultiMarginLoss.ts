import type { LossCase } from "../cases.ts";
import { multiMargin, weighted } from "../formulas.ts";

export default {
  formula: multiMargin,
  propose: (outputs, pick) => ({ ...weighted(outputs, pick), p: pick.one(1, 2), margin: pick.one(1, 0.5) }),
  targets: "classes",
  takesLines: false,
} satisfies LossCase;
