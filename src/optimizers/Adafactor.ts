import Type from "typebox";
import type { LayerParameter } from "../contracts/layer.ts";
import { defineOptimizer, type GroupMemory } from "../contracts/optimizer.ts";
import { decoupledWeightDecay, doubles, lr, maximize } from "../contracts/update.ts";
import { Op } from "../tape/op.ts";
import { elements, type Shape, stride } from "../tape/shape.ts";
import type { Tape } from "../tape/tape.ts";

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
  cycled: undefined,
  plan: ({ lr, beta2_decay, eps, d, weight_decay, maximize }) => ({
    lr,
    momentum: undefined,
    emit(tape, group) {
      const options = doubles(beta2_decay, eps[0] ?? FLOAT32_EPSILON, eps[1], d, weight_decay);
      for (const parameter of group.each) emitOne(tape, group, parameter, [Number(maximize), ...options]);
    },
  }),
});

/** The matrices of a parameter, one for each index of all but its last two dimensions; or the parameter as a vector. */
function emitOne(tape: Tape, { lr }: GroupMemory, parameter: LayerParameter, options: readonly number[]): void {
  const { shape, offset, gradient } = parameter;
  const matrices = elements(shape.slice(0, -2));
  if (parameter.transposed && shape.length > 2) throw new Error(`${parameter.name} is stored in an unknown order`);
  const { rows: lines, columns } = shape.length > 2 ? linesOf(shape) : parameter;
  const merged = lines / parameter.rows;
  const counter = tape.allocate(2);
  const rowMeans = shape.length < 2 ? 0 : tape.allocate(lines);
  const columnMeans = tape.allocate(matrices * stride(columns));
  const scratch = tape.allocate(stride(columns) + matrices);
  const state = [counter, matrices, lines / matrices, columns, rowMeans, columnMeans, scratch];
  const floats = lines * stride(columns);
  const apart = merged > 1 ? [tape.allocate(floats), tape.allocate(floats)] : [0, 0];
  tape.record(Op.Adafactor, offset, gradient, floats, lr, ...state, ...options, merged, ...apart);
}

/** A parameter of more than two dimensions: a convolution stores all that a channel sees as one row. */
function linesOf(shape: Shape): Pick<LayerParameter, "rows" | "columns"> {
  return { rows: elements(shape.slice(0, -1)), columns: shape.at(-1) as number };
}
