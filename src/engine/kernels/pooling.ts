// Pooling. Samples are [channels, height, stride(width)] and become [channels, out height, stride(out width)].
import { Geometry, geometryAt } from "./geometry.ts";
import { address } from "./record.ts";
import { rowBytes, splat } from "./vector.ts";

/** Op.MaxPool. Notes where each largest value was, the first of equals; NaN is the largest. Outside lies −Infinity. */
export function maxPool(record: usize, rows: i32): void {
  let input = address(record, 1);
  let output = address(record, 2);
  let places = address(record, 3);
  const g = geometryAt(record, 4);
  const channel = <usize>g.height * rowBytes(g.width);
  const isQuartered = isQuartering(g);
  for (let i = rows * g.channels; i > 0; i--) {
    for (let y = 0; y < g.outputHeight; y++) {
      if (isQuartered) quarterLine(input, <usize>(2 * y) * rowBytes(g.width), output, places, g);
      else maxLine(input, y, output, places, g);
      output += rowBytes(g.outputWidth);
      places += rowBytes(g.outputWidth);
    }
    input += channel;
  }
}

/** One line of the output. */
function maxLine(input: usize, y: i32, output: usize, places: usize, g: Geometry): void {
  for (let x = 0; x < g.outputWidth; x++) {
    let most: f32 = -Infinity;
    let place: usize = 0;
    let isFirst = true;
    for (let ky = 0; ky < g.kernelHeight; ky++) {
      const row = y * g.strideHeight - g.padTop + ky * g.dilationHeight;
      if (<u32>row >= <u32>g.height) continue;
      for (let kx = 0; kx < g.kernelWidth; kx++) {
        const column = x * g.strideWidth - g.padLeft + kx * g.dilationWidth;
        if (<u32>column >= <u32>g.width) continue;
        const at = <usize>row * rowBytes(g.width) + ((<usize>column) << 2);
        const value = load<f32>(input + at);
        if (isFirst || value > most || value != value) {
          most = value;
          place = at;
          isFirst = false;
        }
      }
    }
    store<f32>(output + ((<usize>x) << 2), most);
    store<u32>(places + ((<usize>x) << 2), <u32>place);
  }
}

/** More, or NaN. */
function exceeds(value: v128, most: v128): v128 {
  return v128.or(f32x4.gt(value, most), f32x4.ne(value, value));
}

/** Whether squares of two by two lie side by side, without padding. */
function isQuartering(g: Geometry): bool {
  const isSquare = g.kernelHeight == 2 && g.kernelWidth == 2 && g.strideHeight == 2 && g.strideWidth == 2;
  return isSquare && g.padTop == 0 && g.padLeft == 0 && g.dilationHeight == 1 && g.dilationWidth == 1;
}

/** The same for squares of two by two, four at a time. @param from where in the channel they begin */
function quarterLine(input: usize, from: usize, output: usize, places: usize, g: Geometry): void {
  const below = rowBytes(g.width);
  let at = from;
  let x = 0;
  for (; x + 4 <= g.outputWidth; x += 4) {
    const a0 = v128.load(input + at);
    const a1 = v128.load(input + at, 16);
    const b0 = v128.load(input + at + below);
    const b1 = v128.load(input + at + below, 16);
    const corner = i32x4.add(i32x4.splat(<i32>at), i32x4(0, 8, 16, 24));
    let most = v128.shuffle<i32>(a0, a1, 0, 2, 4, 6);
    let place = corner;
    let value = v128.shuffle<i32>(a0, a1, 1, 3, 5, 7);
    let isMore = exceeds(value, most);
    most = v128.bitselect(value, most, isMore);
    place = v128.bitselect(i32x4.add(corner, i32x4.splat(4)), place, isMore);
    value = v128.shuffle<i32>(b0, b1, 0, 2, 4, 6);
    isMore = exceeds(value, most);
    most = v128.bitselect(value, most, isMore);
    place = v128.bitselect(i32x4.add(corner, i32x4.splat(<i32>below)), place, isMore);
    value = v128.shuffle<i32>(b0, b1, 1, 3, 5, 7);
    isMore = exceeds(value, most);
    most = v128.bitselect(value, most, isMore);
    place = v128.bitselect(i32x4.add(corner, i32x4.splat(<i32>below + 4)), place, isMore);
    v128.store(output + ((<usize>x) << 2), most);
    v128.store(places + ((<usize>x) << 2), place);
    at += 32;
  }
  for (; x < g.outputWidth; x++) {
    let most = load<f32>(input + at);
    let place = at;
    for (let k = 1; k < 4; k++) {
      const other = at + (k & 1 ? 4 : 0) + (k & 2 ? below : 0);
      const value = load<f32>(input + other);
      if (value > most || value != value) {
        most = value;
        place = other;
      }
    }
    store<f32>(output + ((<usize>x) << 2), most);
    store<u32>(places + ((<usize>x) << 2), <u32>place);
    at += 8;
  }
}

/** Op.MaxPoolGradient: each gradient goes where its value came from. */
export function maxPoolGradient(record: usize, rows: i32): void {
  let gradient = address(record, 1);
  let places = address(record, 2);
  let target = address(record, 3);
  const g = geometryAt(record, 4);
  const channel = <usize>g.height * rowBytes(g.width);
  const line = rowBytes(g.outputWidth);
  const isQuartered = isQuartering(g);
  for (let i = rows * g.channels; i > 0; i--) {
    if (isQuartered) {
      quarterGradient(gradient, places, target, g);
      gradient += <usize>g.outputHeight * line;
      places += <usize>g.outputHeight * line;
      target += channel;
      continue;
    }
    for (let at: usize = 0; at < channel; at += 16) v128.store(target + at, splat(0));
    for (let y = 0; y < g.outputHeight; y++) {
      for (let x = 0; x < g.outputWidth; x++) {
        const at = (<usize>x) << 2;
        const to = target + <usize>load<u32>(places + at);
        store<f32>(to, load<f32>(to) + load<f32>(gradient + at));
      }
      gradient += line;
      places += line;
    }
    target += channel;
  }
}

/** A channel whose squares of two by two lie side by side: each value is written once, and what no square has is 0. */
function quarterGradient(gradient: usize, places: usize, target: usize, g: Geometry): void {
  const below = rowBytes(g.width);
  const line = rowBytes(g.outputWidth);
  for (let y = 0; y < g.outputHeight; y++) {
    const from = <usize>(2 * y) * below;
    let at = from;
    for (let x: usize = 0; x < line; x += 16) {
      const value = v128.load(gradient + x);
      const step = i32x4.sub(v128.load(places + x), i32x4.add(i32x4.splat(<i32>at), i32x4(0, 8, 16, 24)));
      const a0 = v128.and(value, i32x4.eq(step, i32x4.splat(0)));
      const a1 = v128.and(value, i32x4.eq(step, i32x4.splat(4)));
      const b0 = v128.and(value, i32x4.eq(step, i32x4.splat(<i32>below)));
      const b1 = v128.and(value, i32x4.eq(step, i32x4.splat(<i32>below + 4)));
      const to = target + at;
      v128.store(to, v128.shuffle<i32>(a0, a1, 0, 4, 1, 5));
      v128.store(to + below, v128.shuffle<i32>(b0, b1, 0, 4, 1, 5));
      // The second half of the last squares may be no part of the line.
      if (at + 16 < from + below) {
        v128.store(to, v128.shuffle<i32>(a0, a1, 2, 6, 3, 7), 16);
        v128.store(to + below, v128.shuffle<i32>(b0, b1, 2, 6, 3, 7), 16);
      }
      at += 32;
    }
    for (; at < from + below; at += 16) {
      v128.store(target + at, splat(0));
      v128.store(target + at + below, splat(0));
    }
    gradient += line;
    places += line;
  }
  for (let at = <usize>(2 * g.outputHeight) * below; at < <usize>g.height * below; at += 16) {
    v128.store(target + at, splat(0));
  }
}

/** An entry of a table of windows: first, end, and by how many to divide. */
function entry(table: usize, index: i32, field: usize): i32 {
  return load<i32>(table + <usize>index * 12 + (field << 2));
}

/**
 * Op.AveragePool. Windows are given line by line and column by column: int32 [out, 3] of first, end and size; a mean
 * divides by the product of both sizes.
 */
export function averagePool(record: usize, rows: i32): void {
  let input = address(record, 1);
  let output = address(record, 2);
  const g = geometryAt(record, 3);
  const vertical = address(record, 4);
  const horizontal = address(record, 5);
  const line = rowBytes(g.width);
  for (let i = rows * g.channels; i > 0; i--) {
    for (let y = 0; y < g.outputHeight; y++) {
      const end = entry(vertical, y, 1);
      for (let x = 0; x < g.outputWidth; x++) {
        const right = entry(horizontal, x, 1);
        let sum: f32 = 0;
        for (let row = entry(vertical, y, 0); row < end; row++) {
          const from = input + <usize>row * line;
          for (let column = entry(horizontal, x, 0); column < right; column++) {
            sum += load<f32>(from + ((<usize>column) << 2));
          }
        }
        const size = <f32>(entry(vertical, y, 2) * entry(horizontal, x, 2));
        store<f32>(output + ((<usize>x) << 2), sum / size);
      }
      output += rowBytes(g.outputWidth);
    }
    input += <usize>g.height * line;
  }
}

/** Op.AveragePoolGradient: each gradient is shared out over its window. */
export function averagePoolGradient(record: usize, rows: i32): void {
  let gradient = address(record, 1);
  let target = address(record, 2);
  const g = geometryAt(record, 3);
  const vertical = address(record, 4);
  const horizontal = address(record, 5);
  const line = rowBytes(g.width);
  const channel = <usize>g.height * line;
  for (let i = rows * g.channels; i > 0; i--) {
    for (let at: usize = 0; at < channel; at += 16) v128.store(target + at, splat(0));
    for (let y = 0; y < g.outputHeight; y++) {
      const end = entry(vertical, y, 1);
      for (let x = 0; x < g.outputWidth; x++) {
        const right = entry(horizontal, x, 1);
        const size = <f32>(entry(vertical, y, 2) * entry(horizontal, x, 2));
        const share = load<f32>(gradient + ((<usize>x) << 2)) / size;
        for (let row = entry(vertical, y, 0); row < end; row++) {
          const from = target + <usize>row * line;
          for (let column = entry(horizontal, x, 0); column < right; column++) {
            const at = from + ((<usize>column) << 2);
            store<f32>(at, load<f32>(at) + share);
          }
        }
      }
      gradient += rowBytes(g.outputWidth);
    }
    target += channel;
  }
}
