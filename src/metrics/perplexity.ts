import Type from "typebox";
import { defineMetric, requireClasses } from "../contracts/metric.ts";
import { Misfit } from "../contracts/part.ts";
import { crossEntropyLoss } from "../kernels/families/class-losses.ts";
import { laneCrossEntropy } from "../kernels/families/lane-classes.ts";
import type { Floats } from "../kernels/language/values.ts";
import { exp } from "../numbers/math.ts";
import { unlessIgnored } from "./families/among-first.ts";

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
    return {
      name: "perplexity",
      sums: 2,
      emit(tape, { offset, width, lines }, targets, sums) {
        const arrays = { output: offset, targets: targets.offset, gradient: 0, scratch: tape.allocate(16) };
        const shape = { classes: width, positions: lines, ignored };
        const plain = { isMean: false, isWeighted: false, classWeights: 0, sure: 0, share: 0, total: 0 };
        const places = { losses: sums, weights: sums + 4, stepBytes: 8 };
        tape.record(crossEntropyLoss({ ...arrays, ...shape, ...plain, ...places }));
      },
      lane(kernel, outputs, [target]) {
        const { loss, weight } = laneCrossEntropy(kernel, { outputs, target: target as Floats, ignored }, 0);
        return [[loss], [weight]];
      },
      reduce: ([sum, counted]) => exp((sum as number) / (counted as number)),
      torch: {
        terms: unlessIgnored('nn.functional.cross_entropy(output.detach(), target, reduction="none")', ignored),
        figure: ["return terms.mean().exp().item()"],
      },
    };
  },
});
