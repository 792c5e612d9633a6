// Gradients' norms and updates of runs side by side, see lanes.ts.
import { rateVectors, recordNorms } from "./lanes.ts";
import { address, count } from "./record.ts";
import { addFour, addProduct, splat, squares } from "./vector.ts";

/** Smallest normal float32. Arithmetic on smaller ones is up to a hundred times slower. */
const SMALLEST_NORMAL: f32 = 1.17549435e-38;

/** NaN stays. */
function flushDenormals(v: v128): v128 {
  return v128.andnot(v, f32x4.lt(f32x4.abs(v), splat(SMALLEST_NORMAL)));
}

/** Op.LaneNorm: L2 norm of each run's gradients, and the sum of the epoch's. gradients [blocks, values, 4] */
export function laneNorm(record: usize, step: i32): void {
  const bytes = (<usize>count(record, 2)) << 4;
  const blocks = count(record, 3);
  let from = address(record, 1);
  let norms = address(record, 4) + <usize>(step * blocks) * 16;
  let sums = address(record, 5);
  for (let block = 0; block < blocks; block++) {
    recordNorms(norms, sums, squares(from, from + bytes));
    from += bytes;
    norms += 16;
    sums += 32;
  }
}

/** Op.LaneDescend: parameters −= rate·gradients, whose norms it takes on the way as Op.LaneNorm would. */
export function laneDescend(record: usize, step: i32): void {
  const bytes = (<usize>count(record, 3)) << 4;
  const blocks = count(record, 4);
  let at = address(record, 1);
  let gradients = address(record, 2);
  let rates = rateVectors(address(record, 5), step);
  let norms = address(record, 6) + <usize>(step * blocks) * 16;
  let sums = address(record, 7);
  for (let block = 0; block < blocks; block++) {
    const rate = f32x4.neg(v128.load(rates));
    const end = at + bytes;
    let sum0 = splat(0);
    let sum1 = splat(0);
    let sum2 = splat(0);
    let sum3 = splat(0);
    for (; at + 64 <= end; at += 64) {
      const v0 = v128.load(gradients);
      const v1 = v128.load(gradients, 16);
      const v2 = v128.load(gradients, 32);
      const v3 = v128.load(gradients, 48);
      v128.store(at, addProduct(v128.load(at), rate, v0));
      v128.store(at, addProduct(v128.load(at, 16), rate, v1), 16);
      v128.store(at, addProduct(v128.load(at, 32), rate, v2), 32);
      v128.store(at, addProduct(v128.load(at, 48), rate, v3), 48);
      sum0 = addProduct(sum0, v0, v0);
      sum1 = addProduct(sum1, v1, v1);
      sum2 = addProduct(sum2, v2, v2);
      sum3 = addProduct(sum3, v3, v3);
      gradients += 64;
    }
    for (; at < end; at += 16) {
      const v = v128.load(gradients);
      v128.store(at, addProduct(v128.load(at), rate, v));
      sum0 = addProduct(sum0, v, v);
      gradients += 16;
    }
    recordNorms(norms, sums, addFour(sum0, sum1, sum2, sum3));
    rates += 16;
    norms += 16;
    sums += 32;
  }
}

/**
 * Op.LaneSGD, as Op.SGD: a run without momentum, or without weight decay, has the bits it would have under
 * Op.LaneDescend. Options [blocks, 5, 4]: 1 − dampening, weight decay, whether Nesterov, ±1, a mask: whether the
 * buffer was filled.
 */
export function laneSgd(record: usize, step: i32): void {
  const values = count(record, 3);
  const blocks = count(record, 4);
  const bytes = <usize>count(record, 5);
  let parameters = address(record, 1);
  let gradients = address(record, 2);
  let rates = rateVectors(address(record, 6), step);
  let momenta = rateVectors(address(record, 7), step);
  let buffer = address(record, 8);
  let options = address(record, 9);
  let norms = address(record, 10);
  let sums = address(record, 11);
  if (norms) norms += <usize>(step * blocks) * 16;
  for (let block = 0; block < blocks; block++) {
    if (norms) {
      recordNorms(norms, sums, squares(gradients, gradients + ((<usize>values) << 4)));
      norms += 16;
      sums += 32;
    }
    const rate = f32x4.neg(v128.load(rates));
    const keep = v128.load(momenta);
    const hasMomentum = f32x4.ne(keep, splat(0));
    const decay = v128.load(options, 16);
    const decays = f32x4.ne(decay, splat(0));
    const nesterov = f32x4.ne(v128.load(options, 32), splat(0));
    const sign = v128.load(options, 48);
    const filled = v128.load(options, 64);
    const take = v128.bitselect(v128.load(options), splat(1), filled);
    v128.store(options, v128.or(filled, hasMomentum), 64);
    for (let at: usize = 0; at < (<usize>values) << 4; at += 16) {
      const old = v128.load(parameters + at);
      let direction = f32x4.mul(sign, v128.load(gradients + at));
      direction = v128.bitselect(addProduct(direction, decay, old), direction, decays);
      const before = v128.load(buffer + at);
      const now = flushDenormals(addProduct(f32x4.mul(keep, before), take, direction));
      v128.store(buffer + at, v128.bitselect(now, before, hasMomentum));
      const ahead = v128.bitselect(addProduct(direction, keep, now), now, nesterov);
      direction = v128.bitselect(ahead, direction, hasMomentum);
      v128.store(parameters + at, addProduct(old, rate, direction));
    }
    parameters += bytes;
    gradients += bytes;
    buffer += (<usize>values) << 4;
    rates += 16;
    momenta += 16;
    options += 80;
  }
}
