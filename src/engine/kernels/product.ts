// Matrix products C = A·B (+ bias), after Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication",
// 2008. Every element of C is one sum, begun by the bias, over k in order: how the work is cut does not show in its bits.
import { multiply } from "./blas.ts";
import { productPacked } from "./packed-product.ts";
import { productRow, tile4x4, tile4x8 } from "./product-tiles.ts";

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
