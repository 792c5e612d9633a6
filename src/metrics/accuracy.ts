import Type from "typebox";
import { defineMetric, share } from "../contracts/metric.ts";
import { Misfit } from "../contracts/part.ts";
import { Op } from "../tape/op.ts";

/** The share of right predictions: the class with the largest score, or the sign of a logit. sklearn.metrics.accuracy_score. */
export const accuracy = defineMetric({
  description: "The share of targets that the model gets right.",
  source: "sklearn.metrics.accuracy_score",
  better: "max",
  params: Type.Object({}),
  plan(_, { prediction, loss }) {
    if (prediction.kind === "numbers") {
      const message = `it needs classes, but under ${loss} the model gives numbers`;
      throw new Misfit(undefined, message, "use r2 or mae, or a loss of classes such as CrossEntropyLoss");
    }
    const op = prediction.kind === "classes" ? Op.ClassAccuracy : Op.BinaryAccuracy;
    // For class scores, one guess per target.
    const options = prediction.kind === "classes" ? [prediction.ignored, 1] : [];
    return {
      name: "accuracy",
      sums: 2,
      emit: (tape, { offset, width, lines }, targets, sums) =>
        tape.record(op, offset, targets.offset, width, lines, ...options, ...sums),
      reduce: share,
    };
  },
});
