import Type from "typebox";
import { nllLoss } from "../kernels/families/class-losses.ts";
import { laneNll } from "../kernels/families/lane-classes.ts";
import { defineClassLoss, idleIgnored, ignoreIndex } from "./families/class-loss.ts";

/** −x at the target's class, of log-probabilities x on the last dimension. torch.nn.NLLLoss. */
export const NLLLoss = defineClassLoss({
  description: "The negative log-probability of the target's class. After LogSoftmax, it equals CrossEntropyLoss.",
  source: "torch.nn.NLLLoss",
  use: {
    when: "Several classes, if the model already ends in LogSoftmax.",
    not: "The model ends in raw scores: CrossEntropyLoss takes them directly and is more stable.",
  },
  isLikelihood: true,
  canBeNegative: true,
  params: Type.Object({
    ignore_index: ignoreIndex,
  }),
  idle: ({ ignore_index }, context) => idleIgnored(ignore_index, context),
  rule: ({ ignore_index }) => ({
    isWeighted: true,
    ignored: ignore_index,
    lane: laneNll,
    operation: (_, places) => nllLoss({ ...places }),
  }),
});
