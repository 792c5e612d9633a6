import type { LayerCase } from "../cases.ts";
import { each, erf } from "../formulas.ts";

export default {
  formula: each((x, { approximate }) =>
    approximate === "tanh"
      ? 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)))
      : 0.5 * x * (1 + erf(x / Math.SQRT2)),
  ),
  propose: (_, pick) => ({ approximate: pick.one("none", "tanh") }),
} satisfies LayerCase;
