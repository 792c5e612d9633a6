// Matrix products C = A·B (+ bias), after Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication",
// 2008. Every element of C is one sum, begun by the bias, over k in order: how the work is cut does not show in its bits.
import { multiply } from "./blas.ts";
import { scratch } from "./scratch.ts";
import { addProduct, splat } from "./vector.ts";

// 4×8 was the best of eight tile shapes: eight sums, two vectors of B and one factor stay in the sixteen registers.

/**
 * A tile of C: 4 rows, 8 columns. A's element (i, k) lies at a + i·aRow + k·aColumn; rows of B and C are contiguous.
 * All steps in bytes. `bias` has the tile's eight columns, or is 0.
 */
function tile4x8(
  depth: i32,
  a: usize,
  aRow: usize,
  aColumn: usize,
  b: usize,
  bRow: usize,
  c: usize,
  cRow: usize,
  bias: usize,
): void {
  const left = bias ? v128.load(bias) : splat(0);
  const right = bias ? v128.load(bias, 16) : splat(0);
  let c00 = left,
    c01 = right;
  let c10 = left,
    c11 = right;
  let c20 = left,
    c21 = right;
  let c30 = left,
    c31 = right;
  let a1 = a + aRow;
  let a2 = a1 + aRow;
  let a3 = a2 + aRow;
  for (let k = 0; k < depth; k++) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let factor = v128.load32_splat(a);
    c00 = addProduct(c00, factor, b0);
    c01 = addProduct(c01, factor, b1);
    factor = v128.load32_splat(a1);
    c10 = addProduct(c10, factor, b0);
    c11 = addProduct(c11, factor, b1);
    factor = v128.load32_splat(a2);
    c20 = addProduct(c20, factor, b0);
    c21 = addProduct(c21, factor, b1);
    factor = v128.load32_splat(a3);
    c30 = addProduct(c30, factor, b0);
    c31 = addProduct(c31, factor, b1);
    a += aColumn;
    a1 += aColumn;
    a2 += aColumn;
    a3 += aColumn;
    b += bRow;
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  c += cRow;
  v128.store(c, c10);
  v128.store(c, c11, 16);
  c += cRow;
  v128.store(c, c20);
  v128.store(c, c21, 16);
  c += cRow;
  v128.store(c, c30);
  v128.store(c, c31, 16);
}

/** The same for 4 rows, 4 columns. */
function tile4x4(
  depth: i32,
  a: usize,
  aRow: usize,
  aColumn: usize,
  b: usize,
  bRow: usize,
  c: usize,
  cRow: usize,
  bias: usize,
): void {
  let c0 = bias ? v128.load(bias) : splat(0);
  let c1 = c0;
  let c2 = c0;
  let c3 = c0;
  let a1 = a + aRow;
  let a2 = a1 + aRow;
  let a3 = a2 + aRow;
  for (let k = 0; k < depth; k++) {
    const row = v128.load(b);
    c0 = addProduct(c0, v128.load32_splat(a), row);
    c1 = addProduct(c1, v128.load32_splat(a1), row);
    c2 = addProduct(c2, v128.load32_splat(a2), row);
    c3 = addProduct(c3, v128.load32_splat(a3), row);
    a += aColumn;
    a1 += aColumn;
    a2 += aColumn;
    a3 += aColumn;
    b += bRow;
  }
  v128.store(c, c0);
  v128.store(c + cRow, c1);
  v128.store(c + 2 * cRow, c2);
  v128.store(c + 3 * cRow, c3);
}

/** One row, 16 columns: a cache line of B at a time, for batches of one. */
function tile1x16(depth: i32, a: usize, aColumn: usize, b: usize, bRow: usize, c: usize, bias: usize): void {
  let c0 = bias ? v128.load(bias) : splat(0);
  let c1 = bias ? v128.load(bias, 16) : splat(0);
  let c2 = bias ? v128.load(bias, 32) : splat(0);
  let c3 = bias ? v128.load(bias, 48) : splat(0);
  for (let k = 0; k < depth; k++) {
    const factor = v128.load32_splat(a);
    c0 = addProduct(c0, factor, v128.load(b));
    c1 = addProduct(c1, factor, v128.load(b, 16));
    c2 = addProduct(c2, factor, v128.load(b, 32));
    c3 = addProduct(c3, factor, v128.load(b, 48));
    a += aColumn;
    b += bRow;
  }
  v128.store(c, c0);
  v128.store(c, c1, 16);
  v128.store(c, c2, 32);
  v128.store(c, c3, 48);
}

/** One row, 4 columns. */
function tile1x4(depth: i32, a: usize, aColumn: usize, b: usize, bRow: usize, c: usize, bias: usize): void {
  let sum = bias ? v128.load(bias) : splat(0);
  for (let k = 0; k < depth; k++) {
    sum = addProduct(sum, v128.load32_splat(a), v128.load(b));
    a += aColumn;
    b += bRow;
  }
  v128.store(c, sum);
}

/** One row of C, `bytes` wide. */
function productRow(
  depth: i32,
  a: usize,
  aColumn: usize,
  b: usize,
  bRow: usize,
  c: usize,
  bytes: usize,
  bias: usize,
): void {
  let at: usize = 0;
  for (; at + 64 <= bytes; at += 64) tile1x16(depth, a, aColumn, b + at, bRow, c + at, bias ? bias + at : 0);
  for (; at < bytes; at += 16) tile1x4(depth, a, aColumn, b + at, bRow, c + at, bias ? bias + at : 0);
}

/** The deepest block: a panel of B fills half of the first-level cache. */
const DEPTH: i32 = 512;
/** The highest block: with it, A fills a quarter of the second-level cache. */
const HEIGHT: i32 = 128;
/** Bytes of a row of a packed panel of A, four values, and of B, eight. */
const A_STEP: usize = 16;
const B_STEP: usize = 32;

/** B's panel, [DEPTH, 8], and behind it A's, [HEIGHT / 4, DEPTH, 4]. */
function panelOfB(): usize {
  return scratch();
}
function panelsOfA(): usize {
  return scratch() + <usize>DEPTH * B_STEP;
}

/** Bytes of scratch that products need. */
export const PRODUCT_SCRATCH: usize = <usize>DEPTH * B_STEP + <usize>HEIGHT * <usize>DEPTH * 4;

/** A tile of C, from packed panels: a [depth, 4], b [depth, 8]. `sums`: what the tile begins with, `sumsRow` apart. */
function tilePacked(depth: i32, a: usize, b: usize, c: usize, cRow: usize, sums: usize, sumsRow: usize): void {
  let c00 = v128.load(sums);
  let c01 = v128.load(sums, 16);
  sums += sumsRow;
  let c10 = v128.load(sums);
  let c11 = v128.load(sums, 16);
  sums += sumsRow;
  let c20 = v128.load(sums);
  let c21 = v128.load(sums, 16);
  sums += sumsRow;
  let c30 = v128.load(sums);
  let c31 = v128.load(sums, 16);
  for (const end = a + <usize>depth * A_STEP; a < end; a += A_STEP) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let factor = v128.load32_splat(a);
    c00 = addProduct(c00, factor, b0);
    c01 = addProduct(c01, factor, b1);
    factor = v128.load32_splat(a, 4);
    c10 = addProduct(c10, factor, b0);
    c11 = addProduct(c11, factor, b1);
    factor = v128.load32_splat(a, 8);
    c20 = addProduct(c20, factor, b0);
    c21 = addProduct(c21, factor, b1);
    factor = v128.load32_splat(a, 12);
    c30 = addProduct(c30, factor, b0);
    c31 = addProduct(c31, factor, b1);
    b += B_STEP;
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  c += cRow;
  v128.store(c, c10);
  v128.store(c, c11, 16);
  c += cRow;
  v128.store(c, c20);
  v128.store(c, c21, 16);
  c += cRow;
  v128.store(c, c30);
  v128.store(c, c31, 16);
}

/** target [depth, 8] = eight columns of B. */
function packB(depth: i32, b: usize, bRow: usize, target: usize): void {
  for (const end = target + <usize>depth * B_STEP; target < end; target += B_STEP) {
    v128.store(target, v128.load(b));
    v128.store(target, v128.load(b, 16), 16);
    b += bRow;
  }
}

/** target [rows / 4, depth, 4] = rows of A, four at a time; `rows` is a multiple of four. */
function packA(rows: i32, depth: i32, a: usize, aRow: usize, aColumn: usize, target: usize): void {
  for (let row = 0; row < rows; row += 4) {
    let from = a + <usize>row * aRow;
    const end = target + <usize>depth * A_STEP;
    if (aRow == 4) {
      for (; target < end; target += A_STEP) {
        v128.store(target, v128.load(from));
        from += aColumn;
      }
      continue;
    }
    for (; target + 4 * A_STEP <= end; target += 4 * A_STEP) {
      const r0 = v128.load(from);
      const r1 = v128.load(from + aRow);
      const r2 = v128.load(from + 2 * aRow);
      const r3 = v128.load(from + 3 * aRow);
      const low01 = v128.shuffle<i32>(r0, r1, 0, 4, 1, 5);
      const high01 = v128.shuffle<i32>(r0, r1, 2, 6, 3, 7);
      const low23 = v128.shuffle<i32>(r2, r3, 0, 4, 1, 5);
      const high23 = v128.shuffle<i32>(r2, r3, 2, 6, 3, 7);
      v128.store(target, v128.shuffle<i32>(low01, low23, 0, 1, 4, 5));
      v128.store(target, v128.shuffle<i32>(low01, low23, 2, 3, 6, 7), 16);
      v128.store(target, v128.shuffle<i32>(high01, high23, 0, 1, 4, 5), 32);
      v128.store(target, v128.shuffle<i32>(high01, high23, 2, 3, 6, 7), 48);
      from += 16;
    }
    for (; target < end; target += A_STEP) {
      store<f32>(target, load<f32>(from));
      store<f32>(target, load<f32>(from + aRow), 4);
      store<f32>(target, load<f32>(from + 2 * aRow), 8);
      store<f32>(target, load<f32>(from + 3 * aRow), 12);
      from += 4;
    }
  }
}

/** Eight zeros. */
const ZEROS: usize = memory.data<f32>([0, 0, 0, 0, 0, 0, 0, 0], 16);

/** The part of C that whole tiles cover: `rows` a multiple of four, `bytes` of 32; steps as in {@link product}. */
function productPacked(
  rows: i32,
  depth: i32,
  a: usize,
  aRow: usize,
  aColumn: usize,
  b: usize,
  c: usize,
  bytes: usize,
  step: usize,
  bias: usize,
): void {
  for (let k = 0; k < depth; k += DEPTH) {
    const deep = min(DEPTH, depth - k);
    const fromA = a + <usize>k * aColumn;
    const fromB = b + <usize>k * step;
    for (let row = 0; row < rows; row += HEIGHT) {
      const high = min(HEIGHT, rows - row);
      packA(high, deep, fromA + <usize>row * aRow, aRow, aColumn, panelsOfA());
      for (let at: usize = 0; at < bytes; at += 32) {
        packB(deep, fromB + at, step, panelOfB());
        let to = c + <usize>row * step + at;
        let panel = panelsOfA();
        const begun = k > 0;
        const sums = bias ? bias + at : ZEROS;
        for (let tile = 0; tile < high; tile += 4) {
          tilePacked(deep, panel, panelOfB(), to, step, begun ? to : sums, begun ? step : 0);
          panel += <usize>deep * A_STEP;
          to += 4 * step;
        }
      }
    }
  }
}

/** Multiplications from which a product is worth a call. */
const BLAS_SIZE: i64 = 4096;
const BLAS_ROWS: i32 = 4;

let isBlasUsed = false;

/** Whether large products go to the BLAS. */
export function useBlas(isUsed: bool): void {
  isBlasUsed = isUsed;
}

/** Whether a product of that size goes to the BLAS. */
export function goesToBlas(rows: i32, depth: i32, bytes: usize, size: i64): bool {
  return isBlasUsed && rows >= BLAS_ROWS && <i64>rows * <i64>depth * <i64>(bytes >> 2) >= size;
}

/** {@link product} by the BLAS. */
function productByBlas(
  rows: i32,
  depth: i32,
  a: usize,
  aRow: usize,
  aColumn: usize,
  b: usize,
  c: usize,
  bytes: usize,
  bias: usize,
): void {
  if (bias) for (let row = 0; row < rows; row++) memory.copy(c + <usize>row * bytes, bias, bytes);
  const columns = <i32>(bytes >> 2);
  const isTransposed = aRow == 4;
  const aStep = <i32>((isTransposed ? aColumn : aRow) >> 2);
  multiply(isTransposed ? 1 : 0, rows, columns, depth, a, aStep, b, columns, bias ? 1 : 0, c, columns);
}

/** From so many rows, so deep, and so wide, packing pays. */
const PACKED_ROWS: i32 = 16;
const PACKED_DEPTH: i32 = 16;
const PACKED_BYTES: usize = 64;

/**
 * C [rows, columns] = A [rows, depth]·B [depth, columns] + bias. A's element (i, k) lies at a + i·aRow + k·aColumn (in
 * bytes, so A may be the transpose of what is stored); B, C and bias have rows of `bytes` bytes, whole vectors.
 */
export function product(
  rows: i32,
  depth: i32,
  a: usize,
  aRow: usize,
  aColumn: usize,
  b: usize,
  c: usize,
  bytes: usize,
  bias: usize,
): void {
  if (goesToBlas(rows, depth, bytes, BLAS_SIZE)) {
    return productByBlas(rows, depth, a, aRow, aColumn, b, c, bytes, bias);
  }
  const tiled = rows & ~3;
  let at: usize = 0;
  if (rows >= PACKED_ROWS && depth >= PACKED_DEPTH && bytes >= PACKED_BYTES) {
    at = bytes & ~31;
    productPacked(tiled, depth, a, aRow, aColumn, b, c, at, bytes, bias);
  }
  for (; at + 32 <= bytes; at += 32) {
    const columns = bias ? bias + at : 0;
    for (let row = 0; row < tiled; row += 4) {
      tile4x8(depth, a + <usize>row * aRow, aRow, aColumn, b + at, bytes, c + <usize>row * bytes + at, bytes, columns);
    }
  }
  if (at < bytes) {
    const columns = bias ? bias + at : 0;
    for (let row = 0; row < tiled; row += 4) {
      tile4x4(depth, a + <usize>row * aRow, aRow, aColumn, b + at, bytes, c + <usize>row * bytes + at, bytes, columns);
    }
  }
  for (let row = tiled; row < rows; row++) {
    productRow(depth, a + <usize>row * aRow, aColumn, b, bytes, c + <usize>row * bytes, bytes, bias);
  }
}

/** target [columns, stride(rows)] = transpose of source [rows, stride(columns)]; both in whole vectors, padding zero. */
export function transpose(source: usize, target: usize, rows: i32, columns: i32): void {
  const from = (<usize>((columns + 3) & ~3)) << 2;
  const to = (<usize>((rows + 3) & ~3)) << 2;
  const zero = splat(0);
  for (let row = 0; row < rows; row += 4) {
    for (let column = 0; column < columns; column += 4) {
      const s = source + <usize>row * from + ((<usize>column) << 2);
      const r0 = v128.load(s);
      const r1 = row + 1 < rows ? v128.load(s + from) : zero;
      const r2 = row + 2 < rows ? v128.load(s + 2 * from) : zero;
      const r3 = row + 3 < rows ? v128.load(s + 3 * from) : zero;
      const low01 = v128.shuffle<i32>(r0, r1, 0, 4, 1, 5);
      const high01 = v128.shuffle<i32>(r0, r1, 2, 6, 3, 7);
      const low23 = v128.shuffle<i32>(r2, r3, 0, 4, 1, 5);
      const high23 = v128.shuffle<i32>(r2, r3, 2, 6, 3, 7);
      const t = target + <usize>column * to + ((<usize>row) << 2);
      v128.store(t, v128.shuffle<i32>(low01, low23, 0, 1, 4, 5));
      if (column + 1 < columns) v128.store(t + to, v128.shuffle<i32>(low01, low23, 2, 3, 6, 7));
      if (column + 2 < columns) v128.store(t + 2 * to, v128.shuffle<i32>(high01, high23, 0, 1, 4, 5));
      if (column + 3 < columns) v128.store(t + 3 * to, v128.shuffle<i32>(high01, high23, 2, 3, 6, 7));
    }
  }
}
