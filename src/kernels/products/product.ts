import type { Kernel, Pointer } from "../language/kernel.ts";
import { inParts } from "../language/parts.ts";
import type { ArenaAddress, Floats, LaneCount } from "../language/values.ts";

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

/** A register of the processor: lanes, and how many sums of so many lanes a tile has. */
export function registersOf({ sums }: Tile): { readonly lanes: LaneCount; readonly sums: number } {
  const lanes = sums >= 16 ? 16 : sums >= 6 ? 8 : 4;
  return { lanes, sums: (sums * 16) / lanes };
}

/** A matrix somewhere in the arena: the address so many bytes behind its start. */
export type Matrix = (offset: number) => ArenaAddress;

interface Matrices {
  readonly a: Matrix;
  readonly b: Matrix;
  readonly c: Matrix;
  readonly bias?: Matrix | undefined;
}

/**
 * Every element of C is one sum over k in order, begun by the bias or 0, each product added by one fma: how the work is cut
 * does not show in its bits.
 */
export function multiply(kernel: Kernel, shape: ProductShape, tile: Tile, { a, b, c, bias }: Matrices): void {
  const { rows, columns, aRow, cStep } = shape;
  const registers = registersOf(tile);
  const { lanes } = registers;
  const pointers = { a: kernel.pointer(a(0)), b: kernel.pointer(b(0)), c: kernel.pointer(c(0)) };
  const added = bias && kernel.pointer(bias(0));
  inParts(kernel, columns, 16 * tile.vectors, (width) => {
    const most = Math.min(tile.rows, Math.floor(registers.sums / Math.ceil(width / lanes)));
    inParts(kernel, rows, most, (height) => {
      multiplyTile(kernel, shape, { ...pointers, bias: added }, { height, width, lanes });
      kernel.advance(pointers.a, height * aRow);
      kernel.advance(pointers.c, height * cStep);
    });
    kernel.advance(pointers.a, -rows * aRow);
    kernel.advance(pointers.b, 4 * width);
    kernel.advance(pointers.c, 4 * width - rows * cStep);
    if (added) kernel.advance(added, 4 * width);
  });
}

/** The pointers to A and B are where they were in the end. */
function multiplyTile(
  kernel: Kernel,
  { depth, aRow, aColumn, bStep, cStep }: ProductShape,
  { a, b, c, bias }: Readonly<Record<"a" | "b" | "c", Pointer>> & { readonly bias: Pointer | undefined },
  { height, width, lanes }: { readonly height: number; readonly width: number; readonly lanes: LaneCount },
): void {
  const vectors = Array.from({ length: Math.ceil(width / lanes) }, (_, vector) => ({
    offset: 4 * lanes * vector,
    count: Math.min(lanes, width - lanes * vector),
  }));
  const begin = vectors.map(({ offset, count }) =>
    bias ? kernel.load(bias.at(offset), lanes, count) : kernel.float(0, lanes),
  );
  const sums = Array.from({ length: height }, () => begin.map((value) => kernel.variable(value)));
  kernel.repeat(depth, () => {
    const row = vectors.map(({ offset, count }) => kernel.load(b.at(offset), lanes, count));
    for (const [line, ownSums] of sums.entries()) {
      const factor = kernel.splat(a.at(line * aRow), lanes);
      for (const [vector, sum] of ownSums.entries()) kernel.accumulate(sum, factor, row[vector] as Floats);
    }
    kernel.advance(a, aColumn);
    kernel.advance(b, bStep);
  });
  kernel.advance(a, -depth * aColumn);
  kernel.advance(b, -depth * bStep);
  for (const [line, ownSums] of sums.entries())
    for (const [vector, { offset, count }] of vectors.entries())
      kernel.store(c.at(line * cStep + offset), ownSums[vector] as Floats, count);
}
