// A matrix product from blocks of A and B that are laid out first in the order in which a tile reads them.
import { scratch } from "./scratch.ts";
import { addProduct } from "./vector.ts";

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

/** The part of C that whole tiles cover: `rows` a multiple of four, `bytes` of 32; steps as in product.ts. */
export function productPacked(
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
