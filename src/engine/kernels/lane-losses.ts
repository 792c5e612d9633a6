// Losses of runs side by side, see lanes.ts; or each run's part of a batch, for losses that take it alone.
import { addWide, highWide } from "./lanes.ts";
import { address, count } from "./record.ts";
import { rowBytes, splat } from "./vector.ts";

/**
 * Op.LaneMSELoss. In training it leaves each batch's loss, and adds its loss times its rows to the epoch's sum; in
 * evaluation (no gradient) it adds the sum of squares.
 */
export function laneMseLoss(record: usize, rows: i32, step: i32): void {
  const width = count(record, 4);
  const blocks = count(record, 5);
  const terms = count(record, 6);
  const rowStep = (<usize>(width * blocks)) << 4;
  const targetStep = rowBytes(width);
  const slope = splat(<f32>(terms ? 2 / <f64>(rows * terms) : 2));
  const divisor = splat(terms ? <f32>(rows * terms) : 1);
  const weight = f64x2.splat(<f64>rows);
  let output = address(record, 1);
  let gradient = address(record, 3);
  let losses = address(record, 7) + <usize>(step * blocks) * 16;
  let sums = address(record, 8);
  for (let block = 0; block < blocks; block++) {
    let low = f64x2.splat(0);
    let high = f64x2.splat(0);
    let target = address(record, 2);
    let at: usize = 0;
    for (let row = 0; row < rows; row++) {
      for (let o: usize = 0; o < <usize>width; o++) {
        const difference = f32x4.sub(v128.load(output + at + (o << 4)), v128.load32_splat(target + (o << 2)));
        const square = f32x4.mul(difference, difference);
        low = f64x2.add(low, f64x2.promote_low_f32x4(square));
        high = f64x2.add(high, highWide(square));
        if (gradient) v128.store(gradient + at + (o << 4), f32x4.mul(difference, slope));
      }
      at += rowStep;
      target += targetStep;
    }
    if (gradient) {
      const sum = v128.shuffle<i32>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 1, 4, 5);
      const loss = f32x4.div(sum, divisor);
      v128.store(losses, loss);
      addWide(sums, f64x2.mul(f64x2.promote_low_f32x4(loss), weight), f64x2.mul(highWide(loss), weight));
      gradient += (<usize>width) << 4;
    } else addWide(sums, low, high);
    output += (<usize>width) << 4;
    losses += 16;
    sums += 32;
  }
}

/** Op.LaneTake: one run's part of a batch, on its own. target [rows, stride(width)], whose padding is left. */
export function laneTake(record: usize, rows: i32): void {
  let source = address(record, 1);
  let target = address(record, 2);
  const width = count(record, 3);
  const step = (<usize>(width * count(record, 4))) << 4;
  for (let row = 0; row < rows; row++) {
    for (let i: usize = 0; i < <usize>width; i++) store<f32>(target + (i << 2), load<f32>(source + (i << 4)));
    source += step;
    target += rowBytes(width);
  }
}

/** Op.LanePut: the way back. source [rows, stride(width)] */
export function lanePut(record: usize, rows: i32): void {
  let source = address(record, 1);
  let target = address(record, 2);
  const width = count(record, 3);
  const step = (<usize>(width * count(record, 4))) << 4;
  for (let row = 0; row < rows; row++) {
    for (let i: usize = 0; i < <usize>width; i++) store<f32>(target + (i << 4), load<f32>(source + (i << 2)));
    source += rowBytes(width);
    target += step;
  }
}
