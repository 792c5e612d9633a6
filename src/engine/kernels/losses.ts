// Losses on batches [rows, stride(width)]. They record the sum over the batch in double precision, at losses[step]; who
// reads it divides. The gradient is that of the mean or the sum, as the record says.
import { address, count, float } from "./record.ts";
import { exp, logOnePlus, sigmoid } from "./transcendental.ts";
import { addProduct, lastLanes, rowBytes, splat, sumLanesWide } from "./vector.ts";

/** Factor of the gradient: 1 / (rows · terms) for a mean, 1 for a sum (terms 0). Rounded once, as in PyTorch. */
function gradientScale(factor: f64, rows: i32, terms: i32): v128 {
  if (terms) factor /= <f64>(rows * terms);
  return splat(<f32>factor);
}

function recordLoss(record: usize, step: i32, sum: f64): void {
  store<f64>(address(record, 6) + ((<usize>step) << 3), sum);
}

/**
 * Op.BCEWithLogitsLoss: (1 − y)·x + (1 + (w − 1)·y)·log(1 + e⁻ˣ), w the output's positive weight.
 * Gradient: (w·y + 1 − y)·sigmoid(x) − w·y.
 */
export function bceWithLogitsLoss(record: usize, rows: i32, step: i32): void {
  let output = address(record, 1);
  let targets = address(record, 2);
  let gradient = address(record, 3);
  const width = count(record, 4);
  const bytes = rowBytes(width);
  const lines = rows * count(record, 7);
  const weights = address(record, 8);
  const scale = gradientScale(1, rows, count(record, 5));
  const lanes = lastLanes(width);
  const one = splat(1);
  const zero = splat(0);
  let sum: f64 = 0;
  for (let line = 0; line < lines; line++) {
    for (let at: usize = 0; at < bytes; at += 16) {
      const x = v128.load(output + at);
      const y = v128.load(targets + at);
      const weight = weights ? v128.load(weights + at) : one;
      const used = at + 16 < bytes ? i32x4.splat(-1) : lanes;
      const tail = logOnePlus(exp(f32x4.neg(f32x4.abs(x))));
      const soft = f32x4.add(tail, f32x4.max(f32x4.neg(x), zero));
      const factor = addProduct(one, f32x4.sub(weight, one), y);
      const loss = addProduct(f32x4.mul(f32x4.sub(one, y), x), factor, soft);
      sum += sumLanesWide(v128.and(loss, used));
      if (gradient) {
        const target = f32x4.mul(weight, y);
        const share = f32x4.sub(f32x4.add(target, one), y);
        const slope = f32x4.sub(f32x4.mul(share, sigmoid(x)), target);
        v128.store(gradient + at, v128.and(f32x4.mul(slope, scale), used));
      }
    }
    output += bytes;
    targets += bytes;
    if (gradient) gradient += bytes;
  }
  recordLoss(record, step, sum);
}
