// Runs side by side: lane l of block b is run 4·b + l. What belongs to each run of its own is
//   a batch      [rows, blocks, width, 4 lanes]
//   parameters   [blocks, values, 4 lanes]; `bytes` from one block to the next
//   a rate       [steps, blocks, 4 lanes], see rateVectors.
// Inputs that all runs share are batches as elsewhere, [rows, stride(width)]. No sum goes over lanes or blocks, so that a
// run's bits do not depend on the others'.
import { address, count } from "./record.ts";
import { flushDenormals } from "./update.ts";
import { addProduct, rowBytes, splat } from "./vector.ts";

/** A value of the input in every lane. S: f32 where all runs share it, v128 where each has its own. */
function spread<S>(at: usize): v128 {
  return sizeof<S>() == 4 ? v128.load32_splat(at) : v128.load(at);
}

/** Bytes from one row of a Linear's input to the next. */
function inputRow<S>(inputs: i32, blocks: i32): usize {
  return sizeof<S>() == 4 ? rowBytes(inputs) : (<usize>(inputs * blocks)) << 4;
}

/** Bytes from one block of a Linear's input to the next. */
function inputBlock<S>(inputs: i32): usize {
  return sizeof<S>() == 4 ? 0 : (<usize>inputs) << 4;
}

/** start + Σ input[i]·weight[i], in four sums: one alone would wait for each addition to end. */
function product<S>(start: v128, input: usize, weight: usize, inputs: i32): v128 {
  let sum1 = splat(0);
  let sum2 = splat(0);
  let sum3 = splat(0);
  let i = 0;
  for (; i + 4 <= inputs; i += 4) {
    start = addProduct(start, spread<S>(input), v128.load(weight));
    sum1 = addProduct(sum1, spread<S>(input + sizeof<S>()), v128.load(weight, 16));
    sum2 = addProduct(sum2, spread<S>(input + 2 * sizeof<S>()), v128.load(weight, 32));
    sum3 = addProduct(sum3, spread<S>(input + 3 * sizeof<S>()), v128.load(weight, 48));
    input += 4 * sizeof<S>();
    weight += 64;
  }
  for (; i < inputs; i++) {
    start = addProduct(start, spread<S>(input), v128.load(weight));
    input += sizeof<S>();
    weight += 16;
  }
  return f32x4.add(f32x4.add(start, sum1), f32x4.add(sum2, sum3));
}

/** The same for four rows, each in one sum. Overwrites output. */
function products4<S>(
  start: v128,
  input: usize,
  step: usize,
  weight: usize,
  inputs: i32,
  output: usize,
  outputStep: usize,
): void {
  let sum0 = start;
  let sum1 = start;
  let sum2 = start;
  let sum3 = start;
  const end = input + <usize>inputs * sizeof<S>();
  for (; input < end; input += sizeof<S>()) {
    const w = v128.load(weight);
    sum0 = addProduct(sum0, spread<S>(input), w);
    sum1 = addProduct(sum1, spread<S>(input + step), w);
    sum2 = addProduct(sum2, spread<S>(input + 2 * step), w);
    sum3 = addProduct(sum3, spread<S>(input + 3 * step), w);
    weight += 16;
  }
  v128.store(output, sum0);
  v128.store(output + outputStep, sum1);
  v128.store(output + 2 * outputStep, sum2);
  v128.store(output + 3 * outputStep, sum3);
}

/** Op.LaneLinear, Op.LaneLinearShared: output[r] = weight·input[r] + bias. weight [blocks, out, in, 4], bias [blocks, out, 4]. */
function linearOf<S>(record: usize, rows: i32): void {
  const inputs = count(record, 5);
  const outputs = count(record, 6);
  const blocks = count(record, 7);
  const bytes = <usize>count(record, 8);
  const step = inputRow<S>(inputs, blocks);
  const outputStep = (<usize>(outputs * blocks)) << 4;
  let input = address(record, 1);
  let weights = address(record, 2);
  let biases = address(record, 3);
  let output = address(record, 4);
  for (let block = 0; block < blocks; block++) {
    let weight = weights;
    for (let o = 0; o < outputs; o++) {
      const start = biases ? v128.load(biases + ((<usize>o) << 4)) : splat(0);
      let from = input;
      let to = output;
      let row = 0;
      for (; row + 4 <= rows; row += 4) {
        products4<S>(start, from, step, weight, inputs, to, outputStep);
        from += 4 * step;
        to += 4 * outputStep;
      }
      for (; row < rows; row++) {
        v128.store(to, product<S>(start, from, weight, inputs));
        from += step;
        to += outputStep;
      }
      weight += (<usize>inputs) << 4;
      output += 16;
    }
    input += inputBlock<S>(inputs);
    weights += bytes;
    if (biases) biases += bytes;
  }
}

export function laneLinear(record: usize, rows: i32): void {
  linearOf<v128>(record, rows);
}

export function laneLinearShared(record: usize, rows: i32): void {
  linearOf<f32>(record, rows);
}

/** Σ over rows of gradient[r]·input[r] for one output and all inputs. Overwrites target [in, 4]. */
function weightGradientOf<S>(
  input: usize,
  step: usize,
  gradient: usize,
  gradientStep: usize,
  rows: i32,
  inputs: i32,
  target: usize,
): void {
  const first = v128.load(gradient);
  let i = 0;
  for (; i + 4 <= inputs; i += 4) {
    let sum0 = f32x4.mul(first, spread<S>(input));
    let sum1 = f32x4.mul(first, spread<S>(input + sizeof<S>()));
    let sum2 = f32x4.mul(first, spread<S>(input + 2 * sizeof<S>()));
    let sum3 = f32x4.mul(first, spread<S>(input + 3 * sizeof<S>()));
    let from = input;
    let slope = gradient;
    for (let row = 1; row < rows; row++) {
      from += step;
      slope += gradientStep;
      const g = v128.load(slope);
      sum0 = addProduct(sum0, g, spread<S>(from));
      sum1 = addProduct(sum1, g, spread<S>(from + sizeof<S>()));
      sum2 = addProduct(sum2, g, spread<S>(from + 2 * sizeof<S>()));
      sum3 = addProduct(sum3, g, spread<S>(from + 3 * sizeof<S>()));
    }
    v128.store(target, sum0);
    v128.store(target, sum1, 16);
    v128.store(target, sum2, 32);
    v128.store(target, sum3, 48);
    input += 4 * sizeof<S>();
    target += 64;
  }
  for (; i < inputs; i++) {
    let sum = f32x4.mul(first, spread<S>(input));
    for (let row = 1; row < rows; row++) {
      sum = addProduct(sum, v128.load(gradient + <usize>row * gradientStep), spread<S>(input + <usize>row * step));
    }
    v128.store(target, sum);
    input += sizeof<S>();
    target += 16;
  }
}

/** Op.LaneGradient, Op.LaneGradientShared: weight' = Σ gradient[r]·input[r], bias' = Σ gradient[r] */
function gradientOf<S>(record: usize, rows: i32): void {
  const inputs = count(record, 5);
  const outputs = count(record, 6);
  const blocks = count(record, 7);
  const bytes = <usize>count(record, 8);
  const step = inputRow<S>(inputs, blocks);
  const gradientStep = (<usize>(outputs * blocks)) << 4;
  let input = address(record, 1);
  let gradient = address(record, 2);
  let weights = address(record, 3);
  let biases = address(record, 4);
  for (let block = 0; block < blocks; block++) {
    let weight = weights;
    for (let o = 0; o < outputs; o++) {
      weightGradientOf<S>(input, step, gradient, gradientStep, rows, inputs, weight);
      if (biases) {
        let sum = v128.load(gradient);
        for (let row = 1; row < rows; row++) sum = f32x4.add(sum, v128.load(gradient + <usize>row * gradientStep));
        v128.store(biases + ((<usize>o) << 4), sum);
      }
      weight += (<usize>inputs) << 4;
      gradient += 16;
    }
    input += inputBlock<S>(inputs);
    weights += bytes;
    if (biases) biases += bytes;
  }
}

export function laneGradient(record: usize, rows: i32): void {
  gradientOf<v128>(record, rows);
}

export function laneGradientShared(record: usize, rows: i32): void {
  gradientOf<f32>(record, rows);
}

/** Op.LaneInputGradient: input'[r] = weightᵀ·gradient[r] */
export function laneInputGradient(record: usize, rows: i32): void {
  const inputs = count(record, 4);
  const outputs = count(record, 5);
  const blocks = count(record, 6);
  const bytes = <usize>count(record, 7);
  const row16 = (<usize>inputs) << 4;
  let gradient = address(record, 1);
  let target = address(record, 3);
  for (let row = 0; row < rows; row++) {
    let weights = address(record, 2);
    for (let block = 0; block < blocks; block++) {
      for (let i = 0; i < inputs; i++) {
        let weight = weights + ((<usize>i) << 4);
        let sum = f32x4.mul(v128.load(gradient), v128.load(weight));
        for (let o = 1; o < outputs; o++) {
          weight += row16;
          sum = addProduct(sum, v128.load(gradient + ((<usize>o) << 4)), v128.load(weight));
        }
        v128.store(target, sum);
        target += 16;
      }
      gradient += (<usize>outputs) << 4;
      weights += bytes;
    }
  }
}

/** sums[lane] += values[lane], in double precision. sums [4] */
function addWide(sums: usize, low: v128, high: v128): void {
  v128.store(sums, f64x2.add(v128.load(sums), low));
  v128.store(sums, f64x2.add(v128.load(sums, 16), high), 16);
}

function highWide(v: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i32>(v, v, 2, 3, 2, 3));
}

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

/** Σ squares in four sums, as norms of the step, and added to the epoch's. */
function recordNorms(norms: usize, sums: usize, sum0: v128, sum1: v128, sum2: v128, sum3: v128): void {
  const norm = f32x4.sqrt(f32x4.add(f32x4.add(sum0, sum1), f32x4.add(sum2, sum3)));
  v128.store(norms, norm);
  addWide(sums, f64x2.promote_low_f32x4(norm), highWide(norm));
}

/** Takes the norms of a block's gradients [values, 4]. */
function blockNorms(from: usize, bytes: usize, norms: usize, sums: usize): void {
  const end = from + bytes;
  let sum0 = splat(0);
  let sum1 = splat(0);
  let sum2 = splat(0);
  let sum3 = splat(0);
  for (; from + 64 <= end; from += 64) {
    const v0 = v128.load(from);
    const v1 = v128.load(from, 16);
    const v2 = v128.load(from, 32);
    const v3 = v128.load(from, 48);
    sum0 = addProduct(sum0, v0, v0);
    sum1 = addProduct(sum1, v1, v1);
    sum2 = addProduct(sum2, v2, v2);
    sum3 = addProduct(sum3, v3, v3);
  }
  for (; from < end; from += 16) {
    const v = v128.load(from);
    sum0 = addProduct(sum0, v, v);
  }
  recordNorms(norms, sums, sum0, sum1, sum2, sum3);
}

/** Op.LaneNorm: L2 norm of each run's gradients, and the sum of the epoch's. gradients [blocks, values, 4] */
export function laneNorm(record: usize, step: i32): void {
  const bytes = (<usize>count(record, 2)) << 4;
  const blocks = count(record, 3);
  let from = address(record, 1);
  let norms = address(record, 4) + <usize>(step * blocks) * 16;
  let sums = address(record, 5);
  for (let block = 0; block < blocks; block++) {
    blockNorms(from, bytes, norms, sums);
    from += bytes;
    norms += 16;
    sums += 32;
  }
}

/** Rates of a step [blocks, 4]. At `rates`: bytes from one step to the next (0: the same for all), then the vectors. */
function rateVectors(rates: usize, step: i32): usize {
  return rates + 16 + <usize>(step * load<i32>(rates));
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
    recordNorms(norms, sums, sum0, sum1, sum2, sum3);
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
      blockNorms(gradients, (<usize>values) << 4, norms, sums);
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
    recordNorms(norms, normSums, sum0, sum1, sum2, sum3);
    rates += 16;
    losses += 16;
    lossSums += 32;
    norms += 16;
    normSums += 32;
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
