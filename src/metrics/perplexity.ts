import Type from "typebox";
import { defineMetric, requireClasses } from "../contracts/metric.ts";
import { Misfit } from "../contracts/part.ts";
import { exp } from "../numbers/math.ts";
import { Op } from "../tape/op.ts";
import { floatBits } from "../tape/tape.ts";

/** exp of the mean of −log p[y], without class weights or label smoothing. torchmetrics.text.Perplexity. */
export const perplexity = defineMetric({
  description:
    "Exponential of the mean negative log-probability of the targets. A model that guesses among n equally likely classes has perplexity n.",
  source: "torchmetrics.text.Perplexity",
  better: "min",
  params: Type.Object({}),
  plan(_, measured) {
    const { ignored, isLikelihood } = requireClasses(measured);
    if (!isLikelihood) {
      const message = `it needs probabilities of classes, which ${measured.loss} does not make of the model's output`;
      throw new Misfit(undefined, message, "use CrossEntropyLoss or NLLLoss, or leave this metric out");
    }
    const [mean, unweighted, unsmoothed] = [1, 0, floatBits(0)];
    return {
      name: "perplexity",
      sums: 2,
      emit(tape, { offset, width, lines }, targets, sums) {
        const [losses, counted] = sums as readonly [number, number];
        const own = [lines, unweighted, ignored, unsmoothed];
        tape.record(Op.CrossEntropyLoss, offset, targets.offset, 0, width, mean, losses, counted, ...own);
      },
      reduce: ([sum, counted]) => exp((sum as number) / (counted as number)),
    };
  },
});
