import Type from "typebox";
import type { LayerParameter } from "../contracts/layer.ts";
import { defineOptimizer } from "../contracts/optimizer.ts";
import { decoupledWeightDecay, lr, maximize } from "../contracts/update.ts";
import { ADAFACTOR_FACTORS, adafactor } from "../kernels/families/adafactor.ts";
import { pow } from "../numbers/math.ts";
import { elements, stride } from "../tape/shape.ts";
import type { Tape } from "../tape/tape.ts";
import { factorTable, tick } from "./families/update-plan.ts";

/** PyTorch's default of eps1: the machine epsilon of float32. */
const FLOAT32_EPSILON = 1.1920928955078125e-7;

/** Adam's second moment, factored into rows and columns. Shazeer and Stern 2018. torch.optim.Adafactor. */
export const Adafactor = defineOptimizer({
  description: "Adam without momentum. It keeps only row and column means of the squared gradient.",
  source: "torch.optim.Adafactor",
  use: {
    when: "Large matrices and little memory: its second moment takes one value per row and column.",
    not: "Small models, where memory does not matter: AdamW is simpler to tune.",
  },
  params: Type.Object({
    lr: lr(1e-2),
    beta2_decay: Type.Number({
      maximum: 0,
      default: -0.8,
      description: "Exponent of the step that slows down the running means.",
    }),
    eps: Type.Tuple([Type.Union([Type.Number({ minimum: 0 }), Type.Null()]), Type.Number({ minimum: 0 })], {
      default: [null, 1e-3],
      description: "Two lower bounds: of the estimate's root (null: the machine epsilon) and of a parameter's scale.",
    }),
    d: Type.Number({ minimum: 1, default: 1, description: "Upper bound of an update's root mean square." }),
    weight_decay: decoupledWeightDecay(),
    maximize: maximize(),
  }),
  since: "2.5",
  cycled: undefined,
  plan: ({ lr, beta2_decay, eps: [eps1, eps2], d, weight_decay, maximize }) => ({
    lr,
    momentum: undefined,
    emit(tape, group) {
      const { table, prepare } = factorTable(tape, group, {
        counters: 1,
        count: ADAFACTOR_FACTORS,
        momentum: 0,
        factors({ rate }, counters) {
          const t = tick(counters);
          const weight = pow(t, beta2_decay);
          return [weight, 1 - weight, Math.min(rate, 1 / Math.sqrt(t)), 1 - rate * weight_decay];
        },
      });
      const least = eps1 ?? FLOAT32_EPSILON;
      const numbers = tape.constant(Float32Array.of(least, least * least, eps2, d));
      // One table for all: it is filled once.
      for (const [index, parameter] of group.each.entries()) {
        const places = { ...placesOf(tape, parameter), factors: table, numbers, maximizes: maximize };
        tape.record(adafactor(places, index === 0 ? { prepare } : {}));
      }
    },
  }),
});

/** The matrices of a parameter, one for each index of all but its last two dimensions; or the parameter as a vector. */
function placesOf(tape: Tape, parameter: LayerParameter) {
  const { shape, offset, gradient, transposed, name } = parameter;
  if (transposed && shape.length > 2) throw new Error(`${name} is stored in an unknown order`);
  const matrices = elements(shape.slice(0, -2));
  const columns = shape.length > 2 ? (shape.at(-1) as number) : parameter.columns;
  const rows = shape.length > 2 ? elements(shape.slice(0, -1)) : parameter.rows;
  // A convolution stores all that a channel sees as one line.
  const merged = rows / parameter.rows;
  const lines = merged > 1 ? parameter.rows : 1;
  return {
    parameter: offset,
    gradient,
    lines,
    ofLine: matrices / lines,
    rows: rows / matrices,
    columns,
    rowStep: 4 * (merged > 1 ? columns : stride(columns)),
    lineRest: merged > 1 ? 4 * (stride(parameter.columns) - parameter.columns) : 0,
    rowMeans: shape.length < 2 ? 0 : tape.allocate(rows),
    columnMeans: tape.allocate(matrices * stride(columns)),
    sums: tape.allocate(stride(columns)),
    divisors: tape.allocate(matrices),
  };
}
