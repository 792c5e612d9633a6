// Pooling. Samples are [channels, height, stride(width)] and become [channels, out height, stride(out width)].
import { Geometry, geometryAt } from "./convolution.ts";
import { address } from "./record.ts";
import { rowBytes, splat } from "./vector.ts";

/** Op.MaxPool. Notes where each largest value was, the first of equals; NaN is the largest. Outside lies −Infinity. */
export function maxPool(record: usize, rows: i32): void {
  let input = address(record, 1);
  let output = address(record, 2);
  let places = address(record, 3);
  const g = geometryAt(record, 4);
  const channel = <usize>g.height * rowBytes(g.width);
  const isPlain = g.kernelHeight == 2 && g.kernelWidth == 2 && g.strideHeight == 2 && g.strideWidth == 2;
  const isQuartered = isPlain && g.padTop == 0 && g.padLeft == 0 && g.dilationHeight == 1 && g.dilationWidth == 1;
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
    for (let k = 1; k < 4; k++) {
      const value =
        k == 1
          ? v128.shuffle<i32>(a0, a1, 1, 3, 5, 7)
          : k == 2
            ? v128.shuffle<i32>(b0, b1, 0, 2, 4, 6)
            : v128.shuffle<i32>(b0, b1, 1, 3, 5, 7);
      const step: i32 = (k & 1 ? 4 : 0) + (k & 2 ? <i32>below : 0);
      const isMore = v128.or(f32x4.gt(value, most), f32x4.ne(value, value));
      most = v128.bitselect(value, most, isMore);
      place = v128.bitselect(i32x4.add(corner, i32x4.splat(step)), place, isMore);
    }
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
  for (let i = rows * g.channels; i > 0; i--) {
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
