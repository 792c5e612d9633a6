// Linear. Every line of a sample is a row of the products: with n = rows·lines, input [n, stride(in)],
// weight [in, stride(out)], output [n, stride(out)].
import { dotProduct } from "./dot.ts";
import { product } from "./product.ts";
import { transpose } from "./transpose.ts";
import { address, count } from "./record.ts";
import { clearPadding, rowBytes, stride } from "./vector.ts";

/** Rows from which transposing the weight pays, against products of its rows. */
const TRANSPOSE_ROWS: i32 = 4;

/** Op.Linear: output = input·weight + bias */
export function linear(record: usize, rows: i32): void {
  const output = address(record, 4);
  const inputs = count(record, 5);
  const outputs = count(record, 6);
  const bytes = rowBytes(outputs);
  rows *= count(record, 7);
  product(rows, inputs, address(record, 1), rowBytes(inputs), 4, address(record, 2), output, bytes, address(record, 3));
  clearPadding(output, rows, outputs);
}

/** Op.WeightGradient: weight' = inputᵀ·gradient */
export function weightGradient(record: usize, rows: i32): void {
  const target = address(record, 3);
  const inputs = count(record, 4);
  const outputs = count(record, 5);
  rows *= count(record, 6);
  product(inputs, rows, address(record, 1), 4, rowBytes(inputs), address(record, 2), target, rowBytes(outputs), 0);
  clearPadding(target, inputs, outputs);
}

/** Op.BiasGradient: bias' = Σ over rows of gradient[r] */
export function biasGradient(record: usize, rows: i32): void {
  const gradient = address(record, 1);
  const target = address(record, 2);
  const bytes = rowBytes(count(record, 3));
  rows *= count(record, 4);
  for (let column: usize = 0; column < bytes; column += 16) {
    let from = gradient + column;
    let sum = v128.load(from);
    for (let row = 1; row < rows; row++) {
      from += bytes;
      sum = f32x4.add(sum, v128.load(from));
    }
    v128.store(target + column, sum);
  }
}

/** Op.InputGradient: input' = gradient·weightᵀ */
export function inputGradient(record: usize, rows: i32): void {
  const gradient = address(record, 1);
  const weight = address(record, 2);
  const target = address(record, 3);
  const inputs = count(record, 5);
  const outputs = count(record, 6);
  const bytes = rowBytes(outputs);
  rows *= count(record, 7);
  if (rows < TRANSPOSE_ROWS) return inputGradientByRows(gradient, weight, target, rows, inputs, outputs);
  const transposed = address(record, 4);
  transpose(weight, transposed, inputs, outputs);
  product(rows, outputs, gradient, bytes, 4, transposed, target, rowBytes(inputs), 0);
  clearPadding(target, rows, inputs);
}

function inputGradientByRows(
  gradient: usize,
  weight: usize,
  target: usize,
  rows: i32,
  inputs: i32,
  outputs: i32,
): void {
  const floats = stride(outputs);
  const bytes = rowBytes(outputs);
  const step = rowBytes(inputs);
  for (let row = 0; row < rows; row++) {
    for (let input = 0; input < inputs; input++) {
      const value = dotProduct(gradient, weight + <usize>input * bytes, floats);
      store<f32>(target + ((<usize>input) << 2), value);
    }
    gradient += bytes;
    target += step;
  }
}
