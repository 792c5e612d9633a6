import Type from "typebox";
import { defineMetric, requireClasses } from "../contracts/metric.ts";
import { Misfit } from "../contracts/part.ts";
import { MEAN_OF_TERMS } from "../contracts/torch.ts";
import { widthOf } from "../tape/shape.ts";
import { amongFirst, unlessIgnored } from "./families/among-first.ts";

/** The share of targets whose class has one of the k largest scores; of equal scores, the first counts. sklearn.metrics.top_k_accuracy_score. */
export const top_k_accuracy = defineMetric({
  description: "The share of targets whose class is among the k with the highest scores.",
  source: "sklearn.metrics.top_k_accuracy_score",
  better: "max",
  names: "top_[1-9][0-9]*_accuracy",
  params: Type.Object({
    k: Type.Integer({ minimum: 1, description: "Number of guesses. It must be less than the number of classes." }),
  }),
  plan({ k }, measured) {
    const { ignored } = requireClasses(measured);
    const classes = widthOf(measured.output);
    if (k >= classes) {
      const message = `k is ${k}, but there are ${classes} classes: every target would count as right`;
      throw new Misfit("k", message, classes > 2 ? `at most ${classes - 1}` : "use accuracy");
    }
    const terms = unlessIgnored("(guesses == target[:, None]).any(-1)", ignored);
    return {
      name: `top_${k}_accuracy`,
      ...amongFirst(ignored, k),
      torch: {
        // A stable order has the first of equal scores first, which topk does not.
        terms: [`guesses = output.sort(dim=-1, descending=True, stable=True).indices[:, :${k}]`, ...terms],
        figure: MEAN_OF_TERMS,
      },
    };
  },
});
