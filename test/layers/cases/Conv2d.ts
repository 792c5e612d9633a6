import type { LayerCase } from "../cases.ts";
import { convolution, pair } from "../formulas.ts";
import { imageOptions } from "../propose.ts";

export default {
  formula: convolution((shape) => shape, pair),
  propose: (shape, pick) => (shape.length === 3 ? imageOptions(shape as [number, number, number], pick) : undefined),
  takes: (shape) => shape.length === 3,
} satisfies LayerCase;
