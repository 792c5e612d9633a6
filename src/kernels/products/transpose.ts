import type { Kernel } from "../language/kernel.ts";
import { inParts } from "../language/parts.ts";
import type { Floats } from "../language/values.ts";
import type { Matrix } from "./product.ts";

/** Steps in bytes. */
interface TransposeShape {
  readonly rows: number;
  readonly columns: number;
  readonly sourceStep: number;
  readonly targetStep: number;
}

/** A block's rows and columns: as many as a vector has lanes. */
const BLOCK = 16;
const BLOCK_BYTES = 4 * BLOCK;
/** Fewer rows or columns are copied word by word: a block costs as much whether or not it is full. */
const FEWEST = 4;

/** target [columns, targetStep] = transpose of source [rows, sourceStep]. What lies behind its rows is not touched. */
export function transpose(kernel: Kernel, source: Matrix, target: Matrix, shape: TransposeShape): void {
  const { rows, columns, sourceStep, targetStep } = shape;
  if (Math.min(rows, columns) < FEWEST) {
    copyWords(kernel, source, target, shape);
    return;
  }
  const from = kernel.pointer(source(0));
  const to = kernel.pointer(target(0));
  inParts(kernel, rows, BLOCK, (height) => {
    const [read, write] = [kernel.pointer(from.at()), kernel.pointer(to.at())];
    inParts(kernel, columns, BLOCK, (width) => {
      transposeBlock(
        kernel,
        (row) => (row < height ? kernel.load(read.at(row * sourceStep), BLOCK, width) : undefined),
        (column, value) => column < width && kernel.store(write.at(column * targetStep), value, height),
        width,
      );
      kernel.advance(read, BLOCK_BYTES);
      kernel.advance(write, BLOCK * targetStep);
    });
    kernel.advance(from, BLOCK * sourceStep);
    kernel.advance(to, BLOCK_BYTES);
  });
}

/**
 * Takes rows in turn with those 8 below, the results with those 4 below, and so on: then each vector is a column. Half the
 * columns are made first, since all of them need more registers than AVX2 has.
 */
function transposeBlock(
  kernel: Kernel,
  load: (row: number) => Floats | undefined,
  store: (column: number, value: Floats) => void,
  width: number,
): void {
  const pair = (half: 0 | 1, a: Floats | undefined, b: Floats | undefined): Floats | undefined => {
    if (!a && !b) return undefined;
    const zero = kernel.float(0);
    return kernel.interleave(a ?? zero, b ?? zero)[half];
  };
  const columnsFrom = (first: number, vectors: readonly (Floats | undefined)[]): void => {
    if (first >= width) return;
    const half = vectors.length / 2;
    if (half < 1) {
      if (vectors[0]) store(first, vectors[0]);
      return;
    }
    for (const side of [0, 1] as const) {
      const above = vectors.slice(0, half);
      columnsFrom(
        first + side * half,
        above.map((one, index) => pair(side, one, vectors[half + index])),
      );
    }
  };
  const half = BLOCK / 2;
  for (const side of [0, 1] as const) {
    if (side * half >= width) return;
    const rows = Array.from({ length: half }, (_, row) => pair(side, load(row), load(half + row)));
    columnsFrom(side * half, rows);
  }
}

function copyWords(
  kernel: Kernel,
  source: Matrix,
  target: Matrix,
  { rows, columns, sourceStep, targetStep }: TransposeShape,
): void {
  const isTall = rows > columns;
  const [from, to] = [kernel.pointer(source(0)), kernel.pointer(target(0))];
  kernel.repeat(Math.max(rows, columns), () => {
    for (let other = 0; other < Math.min(rows, columns); other++)
      kernel.copy(from.at(other * (isTall ? 4 : sourceStep)), to.at(other * (isTall ? targetStep : 4)));
    kernel.advance(from, isTall ? sourceStep : 4);
    kernel.advance(to, isTall ? 4 : targetStep);
  });
}
