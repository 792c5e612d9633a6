// Linear of runs side by side, see lanes.ts.
import { product, spread } from "./lanes.ts";
import { address, count } from "./record.ts";
import { addProduct, rowBytes, splat } from "./vector.ts";

/** Bytes from one row of a Linear's input to the next. */
function inputRow<S>(inputs: i32, blocks: i32): usize {
  return sizeof<S>() == 4 ? rowBytes(inputs) : (<usize>(inputs * blocks)) << 4;
}

/** Bytes from one block of a Linear's input to the next. */
function inputBlock<S>(inputs: i32): usize {
  return sizeof<S>() == 4 ? 0 : (<usize>inputs) << 4;
}

/** start + Σ input[i]·weight[i] for four rows, each in one sum. Overwrites output. */
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
