import Type from "typebox";
import { Op } from "../tape/op.ts";
import { floatBits } from "../tape/tape.ts";
import { defineClassLoss } from "./families/class-loss.ts";

/** −log of the softmax at the target's class, on the last dimension. torch.nn.CrossEntropyLoss. */
export const CrossEntropyLoss = defineClassLoss({
  description: "Cross-entropy of the scores and the target's class: the standard loss for classification.",
  source: "torch.nn.CrossEntropyLoss",
  use: {
    when: "Several classes, one of which is right. The model ends in one score per class and must not end in Softmax.",
    not: "Two classes with a single output, or several labels at once: use BCEWithLogitsLoss.",
  },
  isLikelihood: true,
  params: Type.Object({
    label_smoothing: Type.Number({
      minimum: 0,
      maximum: 1,
      default: 0,
      description: "Share of each target to spread evenly over all classes.",
    }),
    ignore_index: Type.Integer({ default: -100, description: "Targets of this class are ignored." }),
  }),
  record: ({ label_smoothing, ignore_index }) => ({
    op: Op.CrossEntropyLoss,
    weighted: true,
    ignored: ignore_index,
    operands: [floatBits(label_smoothing)],
  }),
});
