import { dot, dotGradient, dotInputGradient } from "../kernels/families/dot.ts";
import { add, copy, relu, reluGradient } from "../kernels/families/elementwise.ts";
import { clearPadding, columnSums, gatherRows, transpose } from "../kernels/families/rows.ts";
import { fixed, type Kernel } from "../kernels/language/kernel.ts";
import { multiply, type ProductShape } from "../kernels/products/product.ts";
import { Op } from "../tape/op.ts";
import { stride } from "../tape/shape.ts";
import type { Lower, StepShape } from "./lowering.ts";

/** The vectors of a row are written out one by one; longer rows are left to a loop. */
const MOST_INPUTS = 1024;

const rowBytes = (width: number) => stride(width) * 4;
const from = (start: number) => (offset: number) => fixed(start + offset);

/** A product whose result's rows are padded with zeros. */
function padded(
  kernel: Kernel,
  shape: Omit<ProductShape, "hasBias" | "columns" | "step">,
  { tile }: StepShape,
  { a, b, c, bias, width }: Readonly<Record<"a" | "b" | "c" | "bias" | "width", number>>,
): void {
  const step = rowBytes(width);
  const matrices = { a: from(a), b: from(b), c: from(c), bias: bias ? from(bias) : undefined };
  multiply(kernel, { ...shape, columns: stride(width), step }, tile, matrices);
  clearPadding(kernel, c, shape.rows, width, step);
}

/** For each operation of layers that has a kernel; operands as src/tape/op.ts lists them. */
export const LAYERS: Readonly<Partial<Record<Op, Lower>>> = {
  [Op.Gather]: ([x = 0, input = 0, xVectors = 0, y = 0, targets = 0, yVectors = 0], { words }) => ({
    emit(kernel, { rows }) {
      gatherRows(kernel, words.order, { table: x, target: input, rows, bytes: 16 * xVectors });
      gatherRows(kernel, words.order, { table: y, target: targets, rows, bytes: 16 * yVectors });
    },
  }),

  [Op.Dot]: ([input = 0, weight = 0, bias = 0, output = 0, inputs = 0]) =>
    inputs > MOST_INPUTS
      ? undefined
      : { emit: (kernel, { rows }) => dot(kernel, { rows, floats: stride(inputs) }, { input, weight, bias, output }) },

  [Op.DotGradient]: ([input = 0, gradient = 0, ofWeight = 0, ofBias = 0, inputs = 0]) =>
    inputs > MOST_INPUTS
      ? undefined
      : {
          emit: (kernel, { rows }) =>
            dotGradient(kernel, { rows, floats: stride(inputs) }, { input, gradient, ofWeight, ofBias }),
        },

  [Op.DotInputGradient]: ([gradient = 0, weight = 0, ofInput = 0, inputs = 0]) =>
    inputs > MOST_INPUTS
      ? undefined
      : {
          emit: (kernel, { rows }) =>
            dotInputGradient(kernel, { rows, floats: stride(inputs) }, { gradient, weight, ofInput }),
        },

  [Op.Linear]: ([input = 0, weight = 0, bias = 0, output = 0, inputs = 0, outputs = 0, lines = 0]) => ({
    emit(kernel, shape) {
      const product = { rows: shape.rows * lines, depth: inputs, aRow: rowBytes(inputs), aColumn: 4 };
      padded(kernel, product, shape, { a: input, b: weight, c: output, bias, width: outputs });
    },
  }),

  [Op.WeightGradient]: ([input = 0, gradient = 0, target = 0, inputs = 0, outputs = 0, lines = 0]) => ({
    emit(kernel, shape) {
      const product = { rows: inputs, depth: shape.rows * lines, aRow: 4, aColumn: rowBytes(inputs) };
      padded(kernel, product, shape, { a: input, b: gradient, c: target, bias: 0, width: outputs });
    },
  }),

  [Op.BiasGradient]: ([gradient = 0, target = 0, outputs = 0, lines = 0]) => ({
    emit: (kernel, { rows }) => columnSums(kernel, gradient, target, rows * lines, stride(outputs)),
  }),

  [Op.InputGradient]: ([gradient = 0, weight = 0, target = 0, scratch = 0, inputs = 0, outputs = 0, lines = 0]) => ({
    emit(kernel, shape) {
      const [sourceStep, targetStep] = [rowBytes(outputs), rowBytes(inputs)];
      transpose(kernel, weight, scratch, { rows: inputs, columns: outputs, sourceStep, targetStep });
      const product = { rows: shape.rows * lines, depth: outputs, aRow: sourceStep, aColumn: 4 };
      padded(kernel, product, shape, { a: gradient, b: scratch, c: target, bias: 0, width: inputs });
    },
  }),

  [Op.ReLU]: ([input = 0, output = 0, width = 0, lines = 0]) => ({
    emit: (kernel, { rows }) => relu(kernel, input, output, rows * lines * stride(width)),
  }),
  [Op.ReLUGradient]: ([output = 0, gradient = 0, width = 0, lines = 0]) => ({
    emit: (kernel, { rows }) => reluGradient(kernel, output, gradient, rows * lines * stride(width)),
  }),
  [Op.Add]: ([a = 0, b = 0, floats = 0]) => ({ emit: (kernel, { rows }) => add(kernel, a, b, rows * floats) }),
  [Op.Copy]: ([source = 0, target = 0, floats = 0]) => ({
    emit: (kernel, { rows }) => copy(kernel, source, target, rows * floats),
  }),
  [Op.ClearPadding]: ([values = 0, rows = 0, columns = 0]) => ({
    emit: (kernel) => clearPadding(kernel, values, rows, columns, rowBytes(columns)),
  }),
};
