import type { LayerCase } from "../cases.ts";
import { each, softplus } from "../formulas.ts";

export default {
  formula: each((x, { beta = 1, threshold = 20 }) => {
    const [b, scaled] = [beta as number, x * (beta as number)];
    return scaled > (threshold as number) ? x : softplus(scaled) / b;
  }),
  propose: (_, pick) => ({ beta: pick.one(1, 2), threshold: pick.one(20, 30) }),
} satisfies LayerCase;
