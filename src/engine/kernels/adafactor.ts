// Adafactor (Shazeer and Stern 2018), as torch.optim.Adafactor, for one parameter [matrices, rows, stride(columns)].
import { mergeLines, splitLines } from "./layout.ts";
import { address, count, double } from "./record.ts";
import { rateAt, tick } from "./update.ts";
import { addProduct, lastLanes, rowBytes, splat, sumLanes, sumLanesWide } from "./vector.ts";

/** torch.lerp of numbers. */
function lerpNumber(from: f32, to: f32, weight: f32): f32 {
  return weight < 0.5 ? from + weight * (to - from) : to - (to - from) * (1 - weight);
}

function sumOfSquares(from: usize, bytes: usize): f64 {
  let sum: f64 = 0;
  const end = from + bytes;
  for (; from < end; from += 16) {
    const v = v128.load(from);
    sum += sumLanesWide(f32x4.mul(v, v));
  }
  return sum;
}

/** means[i] = lerp(means[i], sums[i]/terms), a vector's width. */
function blend(means: usize, sums: usize, width: usize, terms: f32, weight: f32): void {
  for (let at: usize = 0; at < width; at += 4) {
    const mean = lerpNumber(load<f32>(means + at), load<f32>(sums + at) / terms, weight);
    store<f32>(means + at, mean);
  }
}

/** Updates the means of g² over the rows and over the columns of a matrix; returns the mean of the former. */
function updateMeans(
  gradient: usize,
  rowMeans: usize,
  columnMeans: usize,
  sums: usize,
  rows: i32,
  columns: i32,
  weight: f32,
): f32 {
  const width = rowBytes(columns);
  memory.fill(sums, 0, width);
  let total: f32 = 0;
  for (let row = 0; row < rows; row++) {
    let ofRow = splat(0);
    for (let at: usize = 0; at < width; at += 16) {
      const g = v128.load(gradient + at);
      ofRow = addProduct(ofRow, g, g);
      v128.store(sums + at, addProduct(v128.load(sums + at), g, g));
    }
    const mean = lerpNumber(load<f32>(rowMeans), sumLanes(ofRow) / <f32>columns, weight);
    store<f32>(rowMeans, mean);
    total += mean;
    rowMeans += 4;
    gradient += width;
  }
  blend(columnMeans, sums, width, <f32>rows, weight);
  return total / <f32>rows;
}

/** g/√max(row·column/mean, least) of four values; padding 0. */
function updateOf(g: v128, columnMeans: v128, row: v128, mean: v128, least: v128, lanes: v128): v128 {
  const estimate = f32x4.max(f32x4.div(f32x4.mul(row, columnMeans), mean), least);
  return v128.and(f32x4.div(g, f32x4.sqrt(estimate)), lanes);
}

/**
 * Op.Adafactor: with w = t^beta2_decay, V the row means times the column means of g² over the mean of the former, all
 * averaged by w, u = g/√max(V, eps1²): p −= max(eps2, rms(p))·min(lr, 1/√t)/max(1, rms(u)/d)·u. A vector has V = mean of
 * g² itself: one row, whose factor is 1. Rows and columns may change places. Where several rows lie on one line, as a
 * convolution's do, they are taken apart first.
 */
export function adafactor(record: usize, step: i32): void {
  let parameter = address(record, 1);
  let gradient = address(record, 2);
  const matrices = count(record, 6);
  const rows = count(record, 7);
  const columns = count(record, 8);
  const rowMeans = address(record, 9);
  const columnMeans = address(record, 10);
  const sums = address(record, 11);
  const width = rowBytes(columns);
  const bytes = <usize>rows * width;
  const merged = count(record, 23);
  const lines = (matrices * rows) / merged;
  if (merged > 1) {
    parameter = address(record, 24);
    gradient = address(record, 25);
    splitLines(address(record, 1), parameter, columns, lines, merged);
    splitLines(address(record, 2), gradient, columns, lines, merged);
  }
  const values = <f64>matrices * <f64>rows * <f64>columns;
  const rate = rateAt(record, step);
  const t = tick(address(record, 5));
  const weight = <f32>NativeMath.pow(t, double(record, 13));
  const eps1 = double(record, 15);
  const rms = Math.sqrt(sumOfSquares(parameter, <usize>matrices * bytes) / values);
  // As Python's max: what is not a number does not count.
  const eps2 = double(record, 17);
  const alpha = (rms > eps2 ? rms : eps2) * min<f64>(rate, 1 / Math.sqrt(t));
  const least = splat(<f32>(eps1 * eps1));
  const last = lastLanes(columns);
  const all = i32x4.splat(-1);

  let squares: f64 = 0;
  let at: usize = 0;
  // The mean that each matrix divides by comes behind the sums.
  const divisors = sums + width;
  for (let matrix = 0; matrix < matrices; matrix++) {
    const rowsOf = rowMeans + ((<usize>(matrix * rows)) << 2);
    const columnsOf = columnMeans + <usize>matrix * width;
    let mean: f32 = 1;
    if (rowMeans) {
      mean = max<f32>(updateMeans(gradient + at, rowsOf, columnsOf, sums, rows, columns, weight), <f32>eps1);
    } else {
      for (let c: usize = 0; c < width; c += 16) {
        const g = v128.load(gradient + c);
        v128.store(sums + c, f32x4.mul(g, g));
      }
      blend(columnsOf, sums, width, 1, weight);
    }
    store<f32>(divisors + ((<usize>matrix) << 2), mean);
    for (let row = 0; row < rows; row++) {
      const factor = splat(rowMeans ? load<f32>(rowsOf + ((<usize>row) << 2)) : 1);
      for (let c: usize = 0; c < width; c += 16) {
        const lanes = c + 16 == width ? last : all;
        const u = updateOf(v128.load(gradient + at + c), v128.load(columnsOf + c), factor, splat(mean), least, lanes);
        squares += sumLanesWide(f32x4.mul(u, u));
      }
      at += width;
    }
  }

  const ratio = Math.sqrt(squares / values) / double(record, 19);
  const direction: f64 = count(record, 12) ? -1 : 1;
  const size = splat(<f32>((-alpha / (ratio > 1 ? ratio : 1)) * direction));
  const shrink = splat(<f32>(1 - rate * double(record, 21)));
  at = 0;
  for (let matrix = 0; matrix < matrices; matrix++) {
    const rowsOf = rowMeans + ((<usize>(matrix * rows)) << 2);
    const columnsOf = columnMeans + <usize>matrix * width;
    const mean = splat(load<f32>(divisors + ((<usize>matrix) << 2)));
    for (let row = 0; row < rows; row++) {
      const factor = splat(rowMeans ? load<f32>(rowsOf + ((<usize>row) << 2)) : 1);
      for (let c: usize = 0; c < width; c += 16) {
        const lanes = c + 16 == width ? last : all;
        const u = updateOf(v128.load(gradient + at + c), v128.load(columnsOf + c), factor, mean, least, lanes);
        const shrunk = f32x4.mul(v128.load(parameter + at + c), shrink);
        v128.store(parameter + at + c, v128.and(addProduct(shrunk, size, u), lanes));
      }
      at += width;
    }
  }
  if (merged > 1) mergeLines(parameter, address(record, 1), columns, lines, merged);
}
