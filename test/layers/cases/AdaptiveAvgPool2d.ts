import type { LayerCase } from "../cases.ts";
import { adaptivePool } from "../formulas.ts";

export default {
  formula: adaptivePool,
  propose: (shape, pick) =>
    shape.length === 3 ? { output_size: [pick.integer(1, 3), pick.integer(1, 3)] } : undefined,
  takes: (shape) => shape.length === 3,
} satisfies LayerCase;
