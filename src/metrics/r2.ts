import Type from "typebox";
import { defineMetric, requireNumbers } from "../contracts/metric.ts";
import { squaredSums } from "../kernels/families/metrics.ts";
import type { Kernel } from "../kernels/language/kernel.ts";
import type { Floats } from "../kernels/language/values.ts";
import { itemAt } from "../numbers/item-at.ts";
import { elements, floatsOf, linesOf, stride, widthOf } from "../tape/shape.ts";

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
    const { output } = measured;
    const outputs = elements(output);
    const [width, floats] = [widthOf(output), floatsOf(output)];
    // Lines end in padding.
    const columns = linesOf(output) === 1 ? width : floats;
    return {
      name: "r2",
      sums: 5 * columns,
      emit: (tape, { offset }, targets, sums) =>
        tape.record(squaredSums({ output: offset, targets: targets.offset, floats, columns, sums })),
      lane(kernel, outputs, targets) {
        const none = outputs.map(() => []);
        const y = targets.slice(0, outputs.length);
        const squares = y.map((one) => squareOf(kernel, one));
        const errors = y.map((one, index) => squareOf(kernel, kernel.subtract(one, outputs[index] as Floats)));
        return [...y.map((one) => [one]), ...none, ...squares, ...none, ...errors];
      },
      reduce(sums, rows) {
        let total = 0;
        for (let index = 0; index < outputs; index++) {
          const place = Math.floor(index / width) * stride(width) + (index % width);
          const [y, yRest, squares, squaresRest, rest] = [0, 1, 2, 3, 4].map((part) =>
            itemAt(sums, part * columns + place),
          ) as [number, number, number, number, number];
          total += explained(exact(y, yRest), exact(squares, squaresRest), rest, rows);
        }
        return total / outputs;
      },
      torch: {
        terms: ["return torch.stack([target, output.detach()], -1)"],
        figure: [
          // Some devices have no double precision.
          "y, predicted = terms.cpu().double().flatten(1, -2).unbind(-1)",
          "rest = (y - predicted).square().sum(0)",
          "spread = (y - y.mean(0)).square().sum(0)",
          `has_spread = spread > ${NO_SPREAD} * y.square().sum(0)`,
          "explained = torch.where(has_spread, 1 - rest / spread, (rest == 0).double())",
          'return explained.mean().item() if len(y) > 1 else float("nan")',
        ],
      },
    };
  },
});

/** What the rounding of an infinite sum lost is NaN. */
const exact = (sum: number, rest: number): number => (Number.isFinite(sum) ? sum + rest : sum);

/** x² without rounding: as a float32, and what it lacks. */
function squareOf(kernel: Kernel, x: Floats): readonly Floats[] {
  const square = kernel.multiply(x, x);
  return [square, kernel.fma(x, x, kernel.negate(square))];
}

/** As in scikit-learn: equal targets give 1 if all predictions match, otherwise 0. A single row gives no value. */
function explained(y: number, squares: number, rest: number, rows: number): number {
  if (rows < 2) return Number.NaN;
  const spread = squares - (y * y) / rows;
  if (spread <= squares * NO_SPREAD) return rest === 0 ? 1 : 0;
  return 1 - rest / spread;
}
