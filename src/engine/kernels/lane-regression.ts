// A whole step of linear regressions side by side, see lanes.ts.
import { addWide, highWide, product, rateVectors, recordNorms } from "./lanes.ts";
import { address, count } from "./record.ts";
import { addFour, addProduct, rowBytes, splat } from "./vector.ts";

/**
 * Op.LaneRegression: a whole step of linear regressions on batches of one row, with the bits that Op.LaneLinearShared,
 * Op.LaneMSELoss, Op.LaneGradientShared and Op.LaneDescend have one by one. parameters [blocks, in (+ 1: bias), 4].
 */
export function laneRegression(record: usize, order: usize, step: i32): void {
  const row = <usize>load<u32>(order);
  const inputs = count(record, 3);
  const x = address(record, 1) + row * rowBytes(inputs);
  const y = v128.load32_splat(address(record, 2) + (row << 4));
  const blocks = count(record, 4);
  const hasBias = count(record, 5) != 0;
  const place = (<usize>(step * blocks)) << 4;
  let at = address(record, 6);
  let gradients = address(record, 7);
  let rates = rateVectors(address(record, 8), step);
  let losses = address(record, 9) + place;
  let lossSums = address(record, 10);
  let norms = address(record, 11) + place;
  let normSums = address(record, 12);
  const bytes = (<usize>inputs) << 4;
  for (let block = 0; block < blocks; block++) {
    const end = at + bytes;
    const start = hasBias ? v128.load(end) : splat(0);
    const difference = f32x4.sub(product<f32>(start, x, at, inputs), y);
    const loss = f32x4.mul(difference, difference);
    v128.store(losses, loss);
    addWide(lossSums, f64x2.promote_low_f32x4(loss), highWide(loss));
    const slope = f32x4.mul(difference, splat(2));
    const rate = f32x4.neg(v128.load(rates));
    let from = x;
    let sum0 = splat(0);
    let sum1 = splat(0);
    let sum2 = splat(0);
    let sum3 = splat(0);
    for (; at + 64 <= end; at += 64) {
      const v0 = f32x4.mul(slope, v128.load32_splat(from));
      const v1 = f32x4.mul(slope, v128.load32_splat(from, 4));
      const v2 = f32x4.mul(slope, v128.load32_splat(from, 8));
      const v3 = f32x4.mul(slope, v128.load32_splat(from, 12));
      v128.store(gradients, v0);
      v128.store(gradients, v1, 16);
      v128.store(gradients, v2, 32);
      v128.store(gradients, v3, 48);
      v128.store(at, addProduct(v128.load(at), rate, v0));
      v128.store(at, addProduct(v128.load(at, 16), rate, v1), 16);
      v128.store(at, addProduct(v128.load(at, 32), rate, v2), 32);
      v128.store(at, addProduct(v128.load(at, 48), rate, v3), 48);
      sum0 = addProduct(sum0, v0, v0);
      sum1 = addProduct(sum1, v1, v1);
      sum2 = addProduct(sum2, v2, v2);
      sum3 = addProduct(sum3, v3, v3);
      from += 16;
      gradients += 64;
    }
    for (; at < end; at += 16) {
      const v = f32x4.mul(slope, v128.load32_splat(from));
      v128.store(gradients, v);
      v128.store(at, addProduct(v128.load(at), rate, v));
      sum0 = addProduct(sum0, v, v);
      from += 4;
      gradients += 16;
    }
    if (hasBias) {
      v128.store(gradients, slope);
      v128.store(at, addProduct(v128.load(at), rate, slope));
      sum0 = addProduct(sum0, slope, slope);
      gradients += 16;
      at += 16;
    }
    recordNorms(norms, normSums, addFour(sum0, sum1, sum2, sum3));
    rates += 16;
    losses += 16;
    lossSums += 32;
    norms += 16;
    normSums += 32;
  }
}
