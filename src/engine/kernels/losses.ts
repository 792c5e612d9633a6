// Losses on batches [rows, stride(width)]. They record the sum over the batch in double precision, at losses[step]; who
// reads it divides. The gradient is that of the mean or the sum, as the record says.
import { address, count } from "./record.ts";
import { rowBytes, splat, sumLanesWide } from "./vector.ts";

/** Factor of the gradient: 1 / (rows · terms) for a mean, 1 for a sum (terms 0). Rounded once, as in PyTorch. */
function gradientScale(factor: f64, rows: i32, terms: i32): v128 {
  return splat(<f32>(terms ? factor / <f64>(rows * terms) : factor));
}

function recordLoss(record: usize, step: i32, sum: f64): void {
  store<f64>(address(record, 6) + ((<usize>step) << 3), sum);
}

/** Op.MSELoss. Squares are taken in float32, so they overflow where PyTorch's do. */
export function mseLoss(record: usize, rows: i32, step: i32): void {
  const output = address(record, 1);
  const targets = address(record, 2);
  const gradient = address(record, 3);
  const bytes = <usize>rows * rowBytes(count(record, 4));
  const scale = gradientScale(2, rows, count(record, 5));
  let sum: f64 = 0;
  for (let at: usize = 0; at < bytes; at += 16) {
    const difference = f32x4.sub(v128.load(output + at), v128.load(targets + at));
    sum += sumLanesWide(f32x4.mul(difference, difference));
    if (gradient) v128.store(gradient + at, f32x4.mul(difference, scale));
  }
  recordLoss(record, step, sum);
}

/** Op.L1Loss. The gradient is the sign of the difference, 0 at 0 and for NaN. */
export function l1Loss(record: usize, rows: i32, step: i32): void {
  const output = address(record, 1);
  const targets = address(record, 2);
  const gradient = address(record, 3);
  const bytes = <usize>rows * rowBytes(count(record, 4));
  const scale = gradientScale(1, rows, count(record, 5));
  const down = f32x4.neg(scale);
  const zero = splat(0);
  let sum: f64 = 0;
  for (let at: usize = 0; at < bytes; at += 16) {
    const difference = f32x4.sub(v128.load(output + at), v128.load(targets + at));
    sum += sumLanesWide(f32x4.abs(difference));
    if (gradient) {
      const above = v128.and(scale, f32x4.gt(difference, zero));
      v128.store(gradient + at, v128.or(above, v128.and(down, f32x4.lt(difference, zero))));
    }
  }
  recordLoss(record, step, sum);
}
