// BatchNorm, and the weights of channels. A channel is `linesEach` lines of a sample; where linesEach is 0, samples are
// one line and the channels are its columns. Batches [rows, lines, stride(width)]; values of channels [stride(channels)].
import { address, count, float } from "./record.ts";
import { addProduct, lastLanes, rowBytes, splat, sumLanes } from "./vector.ts";

/** The values of a vector's channels: its four columns' own, or one channel's. */
function channelsAt(values: usize, at: usize, channel: i32, linesEach: i32): v128 {
  return linesEach ? v128.load32_splat(values + ((<usize>channel) << 2)) : v128.load(values + at);
}

/** Σ (x − middle) over a channel's lines of all samples, or of its square. */
function sumChannel(
  input: usize,
  rows: i32,
  sample: usize,
  span: usize,
  line: usize,
  lanes: v128,
  middle: f32,
  squared: bool,
): f32 {
  const shift = splat(middle);
  let sum = splat(0);
  for (let row = 0; row < rows; row++) {
    for (let from: usize = 0; from < span; from += line) {
      let at = input + from;
      const last = at + line - 16;
      for (; at < last; at += 16) {
        const d = f32x4.sub(v128.load(at), shift);
        sum = squared ? addProduct(sum, d, d) : f32x4.add(sum, d);
      }
      const d = v128.and(f32x4.sub(v128.load(at), shift), lanes);
      sum = squared ? addProduct(sum, d, d) : f32x4.add(sum, d);
    }
    input += sample;
  }
  return sumLanes(sum);
}

/** The same for four columns. */
function sumColumns(input: usize, rows: i32, bytes: usize, middle: v128, squared: bool): v128 {
  let sum = splat(0);
  for (let row = 0; row < rows; row++) {
    const d = f32x4.sub(v128.load(input), middle);
    sum = squared ? addProduct(sum, d, d) : f32x4.add(sum, d);
    input += bytes;
  }
  return sum;
}

/**
 * Op.BatchStatistics: mean and 1 / √(variance + eps) of each channel over the batch. Where there are running statistics
 * they move towards the batch's by the momentum, or, cumulative, by 1 / batches; their variance is the unbiased one.
 */
export function batchStatistics(record: usize, rows: i32): void {
  const input = address(record, 1);
  const mean = address(record, 2);
  const scale = address(record, 3);
  const width = count(record, 4);
  const lines = count(record, 5);
  const linesEach = count(record, 6);
  const runningMean = address(record, 7);
  const runningVariance = address(record, 8);
  const batches = address(record, 9);
  const eps = float(record, 10);
  let momentum = float(record, 11);
  if (batches) {
    const seen = load<f32>(batches) + 1;
    store<f32>(batches, seen);
    if (count(record, 12)) momentum = 1 / seen;
  }
  const line = rowBytes(width);
  const channels = linesEach ? lines / linesEach : width;
  const size = <f32>(linesEach ? rows * linesEach * width : rows);
  // A batch of one value has no variance to speak of; PyTorch refuses it.
  const unbiased: f32 = size > 1 ? size / (size - 1) : 1;
  for (let channel = 0; channel < channels; channel += linesEach ? 1 : 4) {
    const place = (<usize>channel) << 2;
    let middle: v128;
    let variance: v128;
    if (linesEach) {
      const span = <usize>linesEach * line;
      const from = input + <usize>channel * span;
      const sample = <usize>lines * line;
      const lanes = lastLanes(width);
      const average = sumChannel(from, rows, sample, span, line, lanes, 0, false) / size;
      middle = splat(average);
      variance = splat(sumChannel(from, rows, sample, span, line, lanes, average, true) / size);
    } else {
      middle = f32x4.div(sumColumns(input + place, rows, line, splat(0), false), splat(size));
      variance = f32x4.div(sumColumns(input + place, rows, line, middle, true), splat(size));
    }
    const deviation = f32x4.sqrt(f32x4.add(variance, splat(eps)));
    keep(mean + place, middle, linesEach);
    keep(scale + place, f32x4.div(splat(1), deviation), linesEach);
    if (runningMean) {
      move(runningMean + place, middle, momentum, linesEach);
      move(runningVariance + place, f32x4.mul(variance, splat(unbiased)), momentum, linesEach);
    }
  }
  if (linesEach == 0) clearTail(mean, scale, runningMean, runningVariance, width);
}

/** Stores four columns' values, or one channel's. */
function keep(target: usize, values: v128, linesEach: i32): void {
  if (linesEach) store<f32>(target, f32x4.extract_lane(values, 0));
  else v128.store(target, values);
}

/** target += momentum·(values − target) */
function move(target: usize, values: v128, momentum: f32, linesEach: i32): void {
  const old = linesEach ? v128.load32_splat(target) : v128.load(target);
  const kept = f32x4.mul(old, splat(1 - momentum));
  keep(target, addProduct(kept, splat(momentum), values), linesEach);
}

/** Columns that do not exist have no statistics. */
function clearTail(mean: usize, scale: usize, runningMean: usize, runningVariance: usize, width: i32): void {
  const last = rowBytes(width) - 16;
  const lanes = lastLanes(width);
  v128.store(mean + last, v128.and(v128.load(mean + last), lanes));
  v128.store(scale + last, v128.and(v128.load(scale + last), lanes));
  if (runningMean == 0) return;
  v128.store(runningMean + last, v128.and(v128.load(runningMean + last), lanes));
  v128.store(runningVariance + last, v128.and(v128.load(runningVariance + last), lanes));
}

/** Op.RunningStatistics: the running mean, and 1 / √(running variance + eps). */
export function runningStatistics(record: usize): void {
  const mean = address(record, 1);
  const scale = address(record, 2);
  const channels = count(record, 3);
  const runningMean = address(record, 4);
  const runningVariance = address(record, 5);
  const eps = float(record, 6);
  for (let channel = 0; channel < channels; channel++) {
    const at = (<usize>channel) << 2;
    store<f32>(mean + at, load<f32>(runningMean + at));
    store<f32>(scale + at, 1 / sqrt<f32>(load<f32>(runningVariance + at) + eps));
  }
}

/** Op.ScaleChannels: ((x − mean)·scale)·weight + bias, each left out where its address is 0. */
export function scaleChannels(record: usize, rows: i32): void {
  let input = address(record, 1);
  let output = address(record, 2);
  const width = count(record, 3);
  const lines = count(record, 4);
  const linesEach = count(record, 5);
  const mean = address(record, 6);
  const scale = address(record, 7);
  const weight = address(record, 8);
  const bias = address(record, 9);
  const bytes = rowBytes(width);
  const lanes = lastLanes(width);
  for (let row = 0; row < rows; row++) {
    for (let line = 0; line < lines; line++) {
      const channel = linesEach ? line / linesEach : 0;
      for (let at: usize = 0; at < bytes; at += 16) {
        let x = v128.load(input + at);
        if (mean) x = f32x4.sub(x, channelsAt(mean, at, channel, linesEach));
        if (scale) x = f32x4.mul(x, channelsAt(scale, at, channel, linesEach));
        if (weight) x = f32x4.mul(x, channelsAt(weight, at, channel, linesEach));
        if (bias) x = f32x4.add(x, channelsAt(bias, at, channel, linesEach));
        v128.store(output + at, x);
      }
      v128.store(output + bytes - 16, v128.and(v128.load(output + bytes - 16), lanes));
      input += bytes;
      output += bytes;
    }
  }
}

/** Op.SumChannels: Σ gradient·(x − mean)·scale and Σ gradient of each channel: what weight and bias are moved by. */
export function sumChannels(record: usize, rows: i32): void {
  const input = address(record, 1);
  const gradient = address(record, 2);
  const width = count(record, 3);
  const lines = count(record, 4);
  const linesEach = count(record, 5);
  const mean = address(record, 6);
  const scale = address(record, 7);
  const products = address(record, 8);
  const sums = address(record, 9);
  const line = rowBytes(width);
  const sample = <usize>lines * line;
  const span = linesEach ? <usize>linesEach * line : 16;
  const channels = linesEach ? lines / linesEach : width;
  for (let channel = 0; channel < channels; channel += linesEach ? 1 : 4) {
    const place = (<usize>channel) << 2;
    const start = linesEach ? <usize>channel * span : place;
    const middle = mean ? channelsAt(mean, place, channel, linesEach) : splat(0);
    const factor = scale ? channelsAt(scale, place, channel, linesEach) : splat(1);
    let sum = splat(0);
    let product = splat(0);
    for (let row = 0; row < rows; row++) {
      const from = start + <usize>row * sample;
      for (let at = from; at < from + span; at += 16) {
        const g = v128.load(gradient + at);
        sum = f32x4.add(sum, g);
        product = addProduct(product, g, f32x4.mul(f32x4.sub(v128.load(input + at), middle), factor));
      }
    }
    if (linesEach) {
      store<f32>(products + place, sumLanes(product));
      store<f32>(sums + place, sumLanes(sum));
    } else {
      v128.store(products + place, product);
      v128.store(sums + place, sum);
    }
  }
}

/**
 * Op.ScaleChannelsGradient, in place: gradient·weight·scale. Where the mean and scale were the batch's own, of n values,
 * the gradient is first rid of what they take back: its mean, and x̂ times its mean product with x̂.
 */
export function scaleChannelsGradient(record: usize, rows: i32): void {
  let input = address(record, 1);
  let gradient = address(record, 2);
  const width = count(record, 3);
  const lines = count(record, 4);
  const linesEach = count(record, 5);
  const mean = address(record, 6);
  const scale = address(record, 7);
  const weight = address(record, 8);
  const products = address(record, 9);
  const sums = address(record, 10);
  const bytes = rowBytes(width);
  const lanes = lastLanes(width);
  const share = splat(<f32>-1 / <f32>(linesEach ? rows * linesEach * width : rows));
  for (let row = 0; row < rows; row++) {
    for (let line = 0; line < lines; line++) {
      const channel = linesEach ? line / linesEach : 0;
      for (let at: usize = 0; at < bytes; at += 16) {
        let g = v128.load(gradient + at);
        const factor = scale ? channelsAt(scale, at, channel, linesEach) : splat(1);
        if (sums) {
          const x = f32x4.mul(f32x4.sub(v128.load(input + at), channelsAt(mean, at, channel, linesEach)), factor);
          const back = f32x4.mul(x, channelsAt(products, at, channel, linesEach));
          g = addProduct(g, share, f32x4.add(channelsAt(sums, at, channel, linesEach), back));
        }
        g = f32x4.mul(g, factor);
        if (weight) g = f32x4.mul(g, channelsAt(weight, at, channel, linesEach));
        v128.store(gradient + at, g);
      }
      v128.store(gradient + bytes - 16, v128.and(v128.load(gradient + bytes - 16), lanes));
      input += bytes;
      gradient += bytes;
    }
  }
}
