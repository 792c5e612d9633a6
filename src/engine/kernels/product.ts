// Matrix products C = A·B (+ bias). Every element of C is one sum, begun by the bias, over k in order: how the work is cut
// does not show in its bits. Large ones are computed by what src/kernels/products gives.
import { multiply } from "./large-product.ts";
import { productRow, tile4x4, tile4x8 } from "./product-tiles.ts";

/** Multiplications from which a product is worth a call. */
const LARGE: i64 = 4096;

/** Where a large product's operands are: the addresses of A, B, C and the bias, counted in words. */
const OPERANDS: usize = memory.data(16, 16);

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
  if (<i64>rows * <i64>depth * <i64>(bytes >> 2) >= LARGE) {
    store<i32>(OPERANDS, <i32>(a >> 2));
    store<i32>(OPERANDS, <i32>(b >> 2), 4);
    store<i32>(OPERANDS, <i32>(c >> 2), 8);
    store<i32>(OPERANDS, <i32>(bias >> 2), 12);
    return multiply(rows, depth, <i32>bytes, <i32>aRow, <i32>aColumn, bias ? 1 : 0, OPERANDS);
  }
  const tiled = rows & ~3;
  let at: usize = 0;
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
