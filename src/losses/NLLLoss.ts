import Type from "typebox";
import { Op } from "../tape/op.ts";
import { defineClassLoss } from "./families/class-loss.ts";

/** −x at the target's class, of log-probabilities x on the last dimension. torch.nn.NLLLoss. */
export const NLLLoss = defineClassLoss({
  description: "The negative log-probability of the target's class; after LogSoftmax the same as CrossEntropyLoss.",
  source: "torch.nn.NLLLoss",
  use: {
    when: "Several classes where the model already ends in LogSoftmax.",
    not: "The model ends in plain scores. CrossEntropyLoss takes them directly and is more stable.",
  },
  isLikelihood: true,
  canBeNegative: true,
  params: Type.Object({
    ignore_index: Type.Integer({ default: -100, description: "Targets with this index do not count." }),
  }),
  record: ({ ignore_index }) => ({ op: Op.NLLLoss, weighted: true, ignored: ignore_index, operands: [] }),
});
