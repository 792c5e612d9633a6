// Self-attention by several heads: softmax(q·kᵀ/√d)·v for each. Projections [rows·time, stride(3·dim)] hold q, k and v
// side by side, each head after head; outputs are [rows·time, stride(dim)], weights [rows·heads·time, stride(time)].
import { copyFloats } from "./layout.ts";
import { product } from "./product.ts";
import { transpose } from "./transpose.ts";
import { address, count } from "./record.ts";
import { expOfLine, maxOfLine } from "./softmax.ts";
import { addProduct, lastLanes, rowBytes, splat, sumLanes } from "./vector.ts";

/** target [rows, stride(width)] = rows of `width` floats, `step` bytes apart. */
function pack(source: usize, step: usize, target: usize, rows: i32, width: i32): void {
  const bytes = rowBytes(width);
  for (let row = 0; row < rows; row++) {
    v128.store(target + bytes - 16, splat(0));
    copyFloats(source, target, width);
    source += step;
    target += bytes;
  }
}

/** The way back. */
function unpack(source: usize, target: usize, step: usize, rows: i32, width: i32): void {
  const bytes = rowBytes(width);
  for (let row = 0; row < rows; row++) {
    copyFloats(source, target, width);
    source += bytes;
    target += step;
  }
}

/** 1 / √d */
function scaleOf(width: i32): f32 {
  return 1 / sqrt<f32>(<f32>width);
}

/** Softmax of a line's first `width` values times a factor; the others become 0. */
function weighLine(line: usize, width: i32, bytes: usize, factor: f32): void {
  const used = rowBytes(width);
  const lanes = lastLanes(width);
  for (let at: usize = 0; at < used; at += 16) v128.store(line + at, f32x4.mul(v128.load(line + at), splat(factor)));
  const sum = splat(expOfLine(line, line, used, lanes, maxOfLine(line, used, lanes)));
  for (let at: usize = 0; at < used; at += 16) v128.store(line + at, f32x4.div(v128.load(line + at), sum));
  v128.store(line + used - 16, v128.and(v128.load(line + used - 16), lanes));
  for (let at = used; at < bytes; at += 16) v128.store(line + at, splat(0));
}

/**
 * Op.Attention. Scratch: one head's k or v [time, stride(d)], kᵀ [d, stride(time)], one head's output [time, stride(d)].
 */
export function attention(record: usize, rows: i32): void {
  let projections = address(record, 1);
  let output = address(record, 2);
  let weights = address(record, 3);
  const packed = address(record, 4);
  const time = count(record, 5);
  const dim = count(record, 6);
  const heads = count(record, 7);
  const causal = count(record, 8) != 0;
  const width = dim / heads;
  const step = rowBytes(3 * dim);
  const line = rowBytes(time);
  const turned = packed + <usize>time * rowBytes(width);
  const result = turned + <usize>width * line;
  const part = (<usize>dim) << 2;
  for (let row = 0; row < rows; row++) {
    for (let head = 0; head < heads; head++) {
      const at = (<usize>(head * width)) << 2;
      const queries = projections + at;
      pack(queries + part, step, packed, time, width);
      transpose(packed, turned, time, width);
      product(time, width, queries, step, 4, turned, weights, line, 0);
      for (let i = 0; i < time; i++) weighLine(weights + <usize>i * line, causal ? i + 1 : time, line, scaleOf(width));
      pack(queries + 2 * part, step, packed, time, width);
      product(time, time, weights, line, 4, packed, result, rowBytes(width), 0);
      unpack(result, output + at, rowBytes(dim), time, width);
      weights += <usize>time * line;
    }
    projections += <usize>time * step;
    output += <usize>time * rowBytes(dim);
  }
}

/** Gradient by the scores before softmax: weights·(gradient − Σ gradient·weights), times a factor. Overwrites gradient. */
function scoreGradient(weights: usize, gradient: usize, rows: i32, bytes: usize, factor: f32): void {
  for (let row = 0; row < rows; row++) {
    let sum = splat(0);
    for (let at: usize = 0; at < bytes; at += 16) {
      sum = addProduct(sum, v128.load(weights + at), v128.load(gradient + at));
    }
    const mean = splat(sumLanes(sum));
    for (let at: usize = 0; at < bytes; at += 16) {
      const moved = f32x4.mul(f32x4.sub(v128.load(gradient + at), mean), splat(factor));
      v128.store(gradient + at, f32x4.mul(v128.load(weights + at), moved));
    }
    weights += bytes;
    gradient += bytes;
  }
}

/**
 * Op.AttentionGradient. Scratch: a head's values [time, stride(d)], vᵀ [d, stride(time)], a result [time, stride(d)],
 * gradient of the scores [time, stride(time)].
 */
export function attentionGradient(record: usize, rows: i32): void {
  let projections = address(record, 1);
  let gradient = address(record, 2);
  let weights = address(record, 3);
  let target = address(record, 4);
  const packed = address(record, 5);
  const time = count(record, 6);
  const dim = count(record, 7);
  const heads = count(record, 8);
  const width = dim / heads;
  const step = rowBytes(3 * dim);
  const line = rowBytes(time);
  const bytes = rowBytes(width);
  const turned = packed + <usize>time * bytes;
  const result = turned + <usize>width * line;
  const scores = result + <usize>time * bytes;
  const part = (<usize>dim) << 2;
  for (let row = 0; row < rows; row++) {
    for (let head = 0; head < heads; head++) {
      const at = (<usize>(head * width)) << 2;
      const queries = projections + at;
      const back = target + at;
      pack(queries + 2 * part, step, packed, time, width);
      transpose(packed, turned, time, width);
      product(time, width, gradient + at, rowBytes(dim), 4, turned, scores, line, 0);
      pack(gradient + at, rowBytes(dim), packed, time, width);
      product(time, time, weights, 4, line, packed, result, bytes, 0);
      unpack(result, back + 2 * part, step, time, width);
      scoreGradient(weights, scores, time, line, scaleOf(width));
      pack(queries + part, step, packed, time, width);
      product(time, time, scores, line, 4, packed, result, bytes, 0);
      unpack(result, back, step, time, width);
      pack(queries, step, packed, time, width);
      product(time, time, scores, 4, line, packed, result, bytes, 0);
      unpack(result, back + part, step, time, width);
      weights += <usize>time * line;
    }
    projections += <usize>time * step;
    gradient += <usize>time * rowBytes(dim);
    target += <usize>time * step;
  }
}
