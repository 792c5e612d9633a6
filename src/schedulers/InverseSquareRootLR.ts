import Type from "typebox";
import { defineFormula } from "./families/define-formula.ts";

/**
 * Up in a straight line for `warmup` ticks, then down with the inverse square root of the time. Vaswani et al.,
 * "Attention Is All You Need", 2017, section 5.3, scaled so that the peak is the base rate. As there, steps count from 1
 * (step = t + 1): the first one's rate is base / warmup, not 0, and the peak is the step numbered `warmup`.
 */
export const InverseSquareRootLR = defineFormula({
  description:
    "Raises the rate to the base rate in a straight line over warmup epochs, then lowers it by the inverse square root.",
  source: 'Vaswani et al., "Attention Is All You Need", 2017',
  use: {
    when: "Transformers with Adam when the number of steps is open: the rate does not depend on the length of the run. Use interval: step.",
    not: "The length is known: the rate is still high at the end. CosineAnnealingLR or WarmupStableDecayLR usually ends with a lower loss.",
  },
  params: Type.Object({
    warmup: Type.Integer({ minimum: 1, description: "Epochs of the way up; the last of them has the base rate." }),
  }),
  formula: "base * min(step / warmup, sqrt(warmup / step))",
  where: { step: "t + 1" },
});
