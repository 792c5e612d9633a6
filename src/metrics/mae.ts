import Type from "typebox";
import { defineMetric, requireNumbers } from "../contracts/metric.ts";
import { MEAN_OF_TERMS } from "../contracts/torch.ts";
import { absoluteError } from "../kernels/families/losses.ts";
import type { Floats } from "../kernels/language/values.ts";
import { elements } from "../tape/shape.ts";
import { errorSum } from "./families/error-sum.ts";

const absoluteErrors = errorSum("AbsoluteError", absoluteError);

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
      emit: absoluteErrors,
      lane: (kernel, outputs, targets) => [
        outputs.map((one, index) => kernel.abs(kernel.subtract(one, targets[index] as Floats))),
      ],
      reduce: ([sum], rows) => (sum as number) / (rows * elements(output)),
      torch: { terms: ["return (output.detach() - target).abs()"], figure: MEAN_OF_TERMS },
    };
  },
});
