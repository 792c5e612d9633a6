import type { LayerCase } from "../cases.ts";
import { residual } from "../formulas.ts";
import { SIMPLE } from "../propose.ts";

export default {
  formula: residual,
  propose: (shape, _, another) => {
    const width = shape.at(-1) as number;
    return { layers: [another(shape, SIMPLE), { type: "Linear", out_features: width, bias: true }] };
  },
} satisfies LayerCase;
