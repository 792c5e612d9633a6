import Type from "typebox";
import { defineMetric, type MetricPlan } from "../contracts/metric.ts";
import { Misfit } from "../contracts/part.ts";
import { MEAN_OF_TERMS } from "../contracts/torch.ts";
import { binaryErrors } from "../kernels/families/metrics.ts";
import type { Floats } from "../kernels/language/values.ts";
import { elements, floatsOf, type Shape } from "../tape/shape.ts";
import { amongFirst, unlessIgnored } from "./families/among-first.ts";

/** The share of right predictions: the class with the largest score, or the sign of a logit. sklearn.metrics.accuracy_score. */
export const accuracy = defineMetric({
  description: "The share of targets that the model gets right.",
  source: "sklearn.metrics.accuracy_score",
  better: "max",
  params: Type.Object({}),
  plan(_, { prediction, loss, output }) {
    if (prediction.kind === "numbers") {
      const message = `it needs classes, but under ${loss} the model gives numbers`;
      throw new Misfit(undefined, message, "use r2 or mae, or a loss of classes such as CrossEntropyLoss");
    }
    if (prediction.kind === "binary") return binary(output);
    const { ignored } = prediction;
    const terms = unlessIgnored("output.argmax(-1) == target", ignored);
    return { name: "accuracy", ...amongFirst(ignored, 1), torch: { terms, figure: MEAN_OF_TERMS } };
  },
});

/** Of logits, where errors are fewer to count than padding is to leave out. */
function binary(output: Shape): MetricPlan {
  return {
    name: "accuracy",
    sums: 1,
    emit: (tape, { offset }, targets, sums) =>
      tape.record(binaryErrors({ output: offset, targets: targets.offset, floats: floatsOf(output), sums })),
    lane: (kernel, outputs, targets) => [
      outputs.map((one, index) => {
        const guess = kernel.where(kernel.less(kernel.float(0), one), kernel.float(1), kernel.float(0));
        const isOne = kernel.less(kernel.float(0.5), targets[index] as Floats);
        return kernel.abs(kernel.subtract(guess, kernel.where(isOne, kernel.float(1), kernel.float(0))));
      }),
    ],
    reduce([wrong], rows) {
      const all = rows * elements(output);
      return (all - (wrong as number)) / all;
    },
    torch: { terms: ["return (output > 0) == (target > 0.5)"], figure: MEAN_OF_TERMS },
  };
}
