import Type from "typebox";
import { Op } from "../tape/op.ts";
import { floatBits } from "../tape/tape.ts";
import { defineClassLoss } from "./families/class-loss.ts";

/** −log of the softmax at the target's class, on the last dimension. torch.nn.CrossEntropyLoss. */
export const CrossEntropyLoss = defineClassLoss({
  description: "How unlikely the model makes the target's class: the loss for telling classes apart.",
  source: "torch.nn.CrossEntropyLoss",
  use: {
    when: "Several classes, one of which is right. The model ends in one score a class, without Softmax.",
    not: "Two classes with a single output, or several labels at once: BCEWithLogitsLoss.",
  },
  isLikelihood: true,
  params: Type.Object({
    label_smoothing: Type.Number({
      minimum: 0,
      maximum: 1,
      default: 0,
      description: "Share of the target that is spread evenly over all classes.",
    }),
    ignore_index: Type.Integer({ default: -100, description: "Targets with this index do not count." }),
  }),
  record: ({ label_smoothing, ignore_index }) => ({
    op: Op.CrossEntropyLoss,
    weighted: true,
    ignored: ignore_index,
    operands: [floatBits(label_smoothing)],
  }),
});
