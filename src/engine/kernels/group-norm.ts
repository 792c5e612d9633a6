// LayerNorm, RMSNorm and GroupNorm: every group of `lines` lines is brought to mean 0 and variance 1 (or, uncentred, to
// mean square 1). Batches [rows·groups, lines, stride(width)]; statistics [rows·groups, 2]: mean, 1 / deviation.
import { address, count, float } from "./record.ts";
import { addProduct, lastLanes, rowBytes, splat, sumLanes } from "./vector.ts";

/** Σ of whole vectors. */
function total(from: usize, bytes: usize): f32 {
  let sum = splat(0);
  for (const end = from + bytes; from < end; from += 16) sum = f32x4.add(sum, v128.load(from));
  return sumLanes(sum);
}

/** Σ (x − mean)² over lines, their padding left out. */
function squares(from: usize, lines: i32, bytes: usize, lanes: v128, mean: f32): f32 {
  const middle = splat(mean);
  let sum = splat(0);
  for (let line = 0; line < lines; line++) {
    const last = from + bytes - 16;
    for (; from < last; from += 16) {
      const d = f32x4.sub(v128.load(from), middle);
      sum = addProduct(sum, d, d);
    }
    const d = v128.and(f32x4.sub(v128.load(from), middle), lanes);
    sum = addProduct(sum, d, d);
    from += 16;
  }
  return sumLanes(sum);
}

/** Op.Normalise: (x − mean) / √(variance + eps), then · weight + bias [lines, stride(width)] where there are any. */
export function normalise(record: usize, rows: i32): void {
  let input = address(record, 1);
  let output = address(record, 2);
  const width = count(record, 3);
  const lines = count(record, 4);
  const groups = rows * count(record, 5);
  let statistics = address(record, 6);
  const weight = address(record, 7);
  const bias = address(record, 8);
  const eps = float(record, 9);
  const centred = count(record, 10) != 0;
  const bytes = rowBytes(width);
  const lanes = lastLanes(width);
  const size = <f32>(lines * width);
  for (let group = 0; group < groups; group++) {
    const mean: f32 = centred ? total(input, <usize>lines * bytes) / size : 0;
    const scale: f32 = 1 / sqrt<f32>(squares(input, lines, bytes, lanes, mean) / size + eps);
    store<f32>(statistics, mean);
    store<f32>(statistics, scale, 4);
    let place: usize = 0;
    for (let line = 0; line < lines; line++) {
      for (const end = place + bytes; place < end; place += 16) {
        let y = f32x4.mul(f32x4.sub(v128.load(input + place), splat(mean)), splat(scale));
        if (weight) y = f32x4.mul(y, v128.load(weight + place));
        if (bias) y = f32x4.add(y, v128.load(bias + place));
        v128.store(output + place, y);
      }
      v128.store(output + place - 16, v128.and(v128.load(output + place - 16), lanes));
    }
    input += place;
    output += place;
    statistics += 8;
  }
}

/** Op.NormaliseWeightGradient: weight' = Σ gradient·x̂, bias' = Σ gradient, x̂ the input normalised. */
export function normaliseWeightGradient(record: usize, rows: i32): void {
  let input = address(record, 1);
  let gradient = address(record, 2);
  const width = count(record, 3);
  const lines = count(record, 4);
  const groups = rows * count(record, 5);
  let statistics = address(record, 6);
  const weight = address(record, 7);
  const bias = address(record, 8);
  const bytes = <usize>lines * rowBytes(width);
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(weight + at, splat(0));
    if (bias) v128.store(bias + at, splat(0));
  }
  for (let group = 0; group < groups; group++) {
    const mean = v128.load32_splat(statistics);
    const scale = v128.load32_splat(statistics, 4);
    for (let at: usize = 0; at < bytes; at += 16) {
      const g = v128.load(gradient + at);
      const x = f32x4.mul(f32x4.sub(v128.load(input + at), mean), scale);
      // The gradient's padding is zero, and so stays the sum's.
      v128.store(weight + at, addProduct(v128.load(weight + at), g, x));
      if (bias) v128.store(bias + at, f32x4.add(v128.load(bias + at), g));
    }
    input += bytes;
    gradient += bytes;
    statistics += 8;
  }
}

/** Op.NormaliseGradient, in place: with d = gradient·weight, (d − mean d − x̂·mean(d·x̂)) / deviation. */
export function normaliseGradient(record: usize, rows: i32): void {
  let input = address(record, 1);
  let gradient = address(record, 2);
  const width = count(record, 3);
  const lines = count(record, 4);
  const groups = rows * count(record, 5);
  let statistics = address(record, 6);
  const weight = address(record, 7);
  const centred = count(record, 8) != 0;
  const line = rowBytes(width);
  const lanes = lastLanes(width);
  const bytes = <usize>lines * line;
  const size = <f32>(lines * width);
  for (let group = 0; group < groups; group++) {
    const mean = v128.load32_splat(statistics);
    const scale = v128.load32_splat(statistics, 4);
    let sum = splat(0);
    let product = splat(0);
    for (let at: usize = 0; at < bytes; at += 16) {
      let d = v128.load(gradient + at);
      if (weight) d = f32x4.mul(d, v128.load(weight + at));
      const x = f32x4.mul(f32x4.sub(v128.load(input + at), mean), scale);
      sum = f32x4.add(sum, d);
      product = addProduct(product, d, x);
    }
    const shift = splat(centred ? sumLanes(sum) / size : 0);
    const tilt = splat(-sumLanes(product) / size);
    for (let at: usize = 0; at < bytes; at += 16) {
      let d = v128.load(gradient + at);
      if (weight) d = f32x4.mul(d, v128.load(weight + at));
      const x = f32x4.mul(f32x4.sub(v128.load(input + at), mean), scale);
      v128.store(gradient + at, f32x4.mul(scale, addProduct(f32x4.sub(d, shift), tilt, x)));
    }
    for (let last = line - 16; last < bytes; last += line) {
      v128.store(gradient + last, v128.and(v128.load(gradient + last), lanes));
    }
    input += bytes;
    gradient += bytes;
    statistics += 8;
  }
}
