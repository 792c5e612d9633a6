import type { LayerCase } from "../cases.ts";
import { along, convolution } from "../formulas.ts";
import { sequenceOptions } from "../propose.ts";

export default {
  formula: convolution(([channels, length]) => [channels as number, 1, length as number], along),
  propose: (shape, pick) => (shape.length === 2 ? sequenceOptions(shape as [number, number], pick) : undefined),
  takes: (shape) => shape.length === 2,
} satisfies LayerCase;
