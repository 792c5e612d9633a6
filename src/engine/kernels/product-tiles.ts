// Pieces of a matrix product C = A·B (+ bias) that is read where it lies. 4×8 was the best of eight tile shapes: eight sums,
// two vectors of B and one factor stay in the sixteen registers.
import { addProduct, splat } from "./vector.ts";

/**
 * A tile of C: 4 rows, 8 columns. A's element (i, k) lies at a + i·aRow + k·aColumn; rows of B and C are contiguous.
 * All steps in bytes. `bias` has the tile's eight columns, or is 0.
 */
export function tile4x8(
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
export function tile4x4(
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
export function productRow(
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
