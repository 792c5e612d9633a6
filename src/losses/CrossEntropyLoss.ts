import Type from "typebox";
import { crossEntropyLoss } from "../kernels/families/class-losses.ts";
import { laneCrossEntropy } from "../kernels/families/lane-classes.ts";
import { defineClassLoss, idleIgnored, ignoreIndex } from "./families/class-loss.ts";

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
    ignore_index: ignoreIndex,
  }),
  idle: ({ ignore_index }, context) => idleIgnored(ignore_index, context),
  rule: ({ label_smoothing, ignore_index }) => ({
    isWeighted: true,
    ignored: ignore_index,
    lane: (kernel, row) => laneCrossEntropy(kernel, row, label_smoothing),
    operation(tape, places, weight) {
      if (label_smoothing === 0) return crossEntropyLoss({ ...places, sure: 0, share: 0, total: 0 });
      const share = label_smoothing / places.classes;
      const all = weight?.reduce((sum, own) => sum + own, 0) ?? places.classes;
      const numbers = [1 - label_smoothing, share, share * all].map((number) => tape.number(number));
      const [sure, own, total] = numbers as [number, number, number];
      return crossEntropyLoss({ ...places, sure, share: own, total });
    },
  }),
});
