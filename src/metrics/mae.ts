import Type from "typebox";
import { defineMetric, requireNumbers } from "../contracts/metric.ts";
import { Op } from "../tape/op.ts";
import { elements, floatsOf } from "../tape/shape.ts";

/** Σ|y − ŷ| / n over all rows and outputs. sklearn.metrics.mean_absolute_error. */
export const mae = defineMetric({
  description: "The mean absolute error, in the unit of the targets.",
  source: "sklearn.metrics.mean_absolute_error",
  better: "min",
  params: Type.Object({}),
  plan(_, measured) {
    requireNumbers(measured);
    const { output } = measured;
    return {
      name: "mae",
      sums: 1,
      emit: (tape, { offset }, targets, [sum]) =>
        tape.record(Op.L1Loss, offset, targets.offset, 0, floatsOf(output), 0, sum as number),
      reduce: ([sum], rows) => (sum as number) / (rows * elements(output)),
    };
  },
});
