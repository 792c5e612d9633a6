import Type from "typebox";
import { defineFormula } from "./families/define-formula.ts";
import { tooLong } from "./families/unreached.ts";

/**
 * Raises the rate linearly for `warmup` ticks, then lowers it with the inverse square root of the time. Vaswani et al.,
 * "Attention Is All You Need", 2017, section 5.3, scaled so that the peak is the base rate. As in the paper, steps count
 * from 1 (step = t + 1): the first rate is base / warmup, not 0, and the peak is at step `warmup`.
 */
export const InverseSquareRootLR = defineFormula({
  description:
    "Raises the rate linearly to the base rate over warmup epochs, then lowers it with the inverse square root of the epoch.",
  source: 'Vaswani et al., "Attention Is All You Need", 2017',
  use: {
    when: "Transformers with Adam when the number of steps is not known: the rate does not depend on the length of the run. Use interval: step.",
    not: "The length is known: the rate is still high at the end. CosineAnnealingLR and WarmupStableDecayLR usually end with a lower loss.",
  },
  params: Type.Object({
    warmup: Type.Integer({
      minimum: 1,
      description: "Length of the warm-up in epochs. The last of them has the base rate.",
    }),
  }),
  unreached: ({ warmup }, start) => tooLong("warmup", "the warm-up", warmup, start),
  formula: "base * min(step / warmup, sqrt(warmup / step))",
  where: { step: "t + 1" },
});
