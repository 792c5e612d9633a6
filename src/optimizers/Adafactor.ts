import Type from "typebox";
import type { LayerParameter } from "../contracts/layer.ts";
import { defineOptimizer, type GroupMemory } from "../contracts/optimizer.ts";
import { decoupledWeightDecay, doubles, lr, maximize } from "../contracts/update.ts";
import { Op } from "../tape/op.ts";
import { elements, type Shape, stride } from "../tape/shape.ts";
import type { Tape } from "../tape/tape.ts";

/** PyTorch's default of eps1: the machine epsilon of float32. */
const FLOAT32_EPSILON = 1.1920928955078125e-7;

/** Rows and columns instead of whole squares. Shazeer and Stern 2018. torch.optim.Adafactor. */
export const Adafactor = defineOptimizer({
  description: "Adam's scaling from the means of the squared gradient's rows and columns, without momentum.",
  source: "torch.optim.Adafactor",
  use: {
    when: "Large matrices and little memory: it keeps rows and columns of the second moment instead of all of it.",
    not: "Small models, where memory does not matter. AdamW is simpler to tune.",
  },
  params: Type.Object({
    lr: lr(1e-2),
    beta2_decay: Type.Number({
      maximum: 0,
      default: -0.8,
      description: "Power of the step by which the running means slow down.",
    }),
    eps: Type.Tuple([Type.Union([Type.Number({ minimum: 0 }), Type.Null()]), Type.Number({ minimum: 0 })], {
      default: [null, 1e-3],
      description: "Least root of an estimate (null: the machine's epsilon), and least scale of a parameter.",
    }),
    d: Type.Number({ minimum: 1, default: 1, description: "Largest root mean square of an update." }),
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

/** Each parameter for itself: as many matrices as all but its last two dimensions make, or a vector. */
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
