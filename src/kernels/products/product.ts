import type { Program } from "../language/instructions.ts";
import { fixed, Kernel } from "../language/kernel.ts";
import type { ArenaAddress, Floats } from "../language/values.ts";

/**
 * C [rows, columns] = A [rows, depth]·B [depth, columns], or that plus a bias for each column. Steps are in bytes. A's element
 * (i, k) lies at i·aRow + k·aColumn, so A may be the transpose of what is stored; rows of B, C and the bias are contiguous.
 */
export interface ProductShape {
  readonly rows: number;
  readonly depth: number;
  readonly columns: number;
  readonly aRow: number;
  readonly aColumn: number;
  /** From row to row of B. */
  readonly bStep: number;
  readonly cStep: number;
}

/** How much of C is worked out at once: what fits into a processor's registers. */
export interface Tile {
  /** Vectors of 16 sums. */
  readonly sums: number;
  /** Vectors of a row; a tile of fewer has more rows. */
  readonly vectors: number;
  readonly rows: number;
}

const LANES = 16;
const VECTOR_BYTES = 64;

/**
 * Every element of C is one sum over k in order, begun by the bias or 0, each product added by one fma: how the work is cut
 * does not show in its bits.
 * @param operands where four words lie: the offsets in the arena of A, B, C and the bias, counted in words
 */
export function product(shape: ProductShape & { hasBias: boolean }, tile: Tile, operands: number): Program {
  const kernel = new Kernel("product");
  const operand = (index: number) => kernel.row(fixed(operands + 4 * index), 0, 4).at;
  multiply(kernel, shape, tile, {
    a: operand(0),
    b: operand(1),
    c: operand(2),
    bias: shape.hasBias ? operand(3) : undefined,
  });
  return kernel.program;
}

/** A matrix somewhere in the arena: the address so many bytes behind its start. */
export type Matrix = (offset: number) => ArenaAddress;

interface Matrices {
  readonly a: Matrix;
  readonly b: Matrix;
  readonly c: Matrix;
  readonly bias?: Matrix | undefined;
}

/** {@link product} as a part of a kernel. */
export function multiply(kernel: Kernel, shape: ProductShape, tile: Tile, { a, b, c, bias }: Matrices): void {
  for (let column = 0; column < shape.columns; column += LANES * tile.vectors) {
    const columns = Math.min(LANES * tile.vectors, shape.columns - column);
    const panel = { kernel, shape, a, b, c, bias, column, columns };
    const rows = Math.min(tile.rows, Math.floor(tile.sums / Math.ceil(columns / LANES)));
    const whole = Math.floor(shape.rows / rows);
    tiles(panel, 0, rows, whole);
    tiles(panel, whole * rows, shape.rows % rows, 1);
  }
}

interface ProductPanel extends Matrices {
  readonly kernel: Kernel;
  readonly shape: ProductShape;
  /** The first of its columns, and how many. */
  readonly column: number;
  readonly columns: number;
}

/** `times` tiles one below the other, each of `rows` rows. */
function tiles(
  { kernel, shape, a, b, c, bias, column, columns }: ProductPanel,
  first: number,
  rows: number,
  times: number,
): void {
  if (rows === 0 || times === 0) return;
  const { aRow, aColumn, bStep, cStep, depth } = shape;
  const vectors = Array.from({ length: Math.ceil(columns / LANES) }, (_, index) => index);
  const lanesOf = (vector: number) => Math.min(LANES, columns - LANES * vector);
  const lines = Array.from({ length: rows }, (_, index) => index);
  const fromA = kernel.pointer(a(first * aRow));
  const toC = kernel.pointer(c(first * cStep + 4 * column));
  kernel.repeat(times, () => {
    const begin = (vector: number): Floats =>
      bias ? kernel.load(bias(4 * column + VECTOR_BYTES * vector), LANES, lanesOf(vector)) : kernel.float(0);
    const sums = lines.map(() => vectors.map((vector) => kernel.variable(begin(vector))));
    const left = kernel.pointer(fromA.at());
    const right = kernel.pointer(b(4 * column));
    kernel.repeat(depth, () => {
      const row = vectors.map((vector) => kernel.load(right.at(VECTOR_BYTES * vector), LANES, lanesOf(vector)));
      for (const [line, ownSums] of sums.entries()) {
        const factor = kernel.splat(left.at(line * aRow));
        for (const [vector, sum] of ownSums.entries()) kernel.accumulate(sum, factor, row[vector] as Floats);
      }
      kernel.advance(left, aColumn);
      kernel.advance(right, bStep);
    });
    for (const [line, ownSums] of sums.entries())
      for (const [vector, sum] of ownSums.entries())
        kernel.store(toC.at(line * cStep + VECTOR_BYTES * vector), sum, lanesOf(vector));
    kernel.advance(fromA, rows * aRow);
    kernel.advance(toC, rows * cStep);
  });
}
