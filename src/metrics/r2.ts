import Type from "typebox";
import { defineMetric, requireNumbers } from "../contracts/metric.ts";
import { Op } from "../tape/op.ts";
import { elements } from "../tape/shape.ts";

/** A spread of float32 targets below this share of Σy² comes from rounding: the targets are equal. */
const NO_SPREAD = 1e-13;

/** 1 − Σ(y − ŷ)² / Σ(y − ȳ)², averaged over a sample's outputs. sklearn.metrics.r2_score. */
export const r2 = defineMetric({
  description: "The share of the targets' variance that the model explains. 1 is perfect; predicting the mean gives 0.",
  source: "sklearn.metrics.r2_score",
  better: "max",
  canBeNegative: true,
  params: Type.Object({}),
  plan(_, measured) {
    requireNumbers(measured);
    const outputs = elements(measured.output);
    return {
      name: "r2",
      sums: 3 * outputs,
      emit(tape, { offset, width, lines }, targets, sums) {
        const [first, second] = sums as readonly [number, number];
        tape.record(Op.SquaredSums, offset, targets.offset, width, lines, first, second - first);
      },
      reduce(sums, rows) {
        let total = 0;
        for (let output = 0; output < outputs; output++) {
          const [y, squares, rest] = sums.slice(3 * output, 3 * output + 3) as [number, number, number];
          total += explained(y, squares, rest, rows);
        }
        return total / outputs;
      },
    };
  },
});

/** As in scikit-learn: equal targets give 1 if all predictions match, otherwise 0. A single row gives no value. */
function explained(y: number, squares: number, rest: number, rows: number): number {
  if (rows < 2) return Number.NaN;
  const spread = squares - (y * y) / rows;
  if (spread <= squares * NO_SPREAD) return rest === 0 ? 1 : 0;
  return 1 - rest / spread;
}
