import { fixed, type Kernel } from "../language/kernel.ts";
import type { Floats } from "../language/values.ts";
import { defineOperation, placeOfStep } from "../operation.ts";
import { alongLines, eachVector, LANES, VECTOR_BYTES } from "./each-vector.ts";
import { sumOfLanes } from "./lanes.ts";

/** Vectors of columns that are summed side by side, so that additions need not wait for one another. */
const SIDE_BY_SIDE = 4;

/** sums [columns] = Σ over rows of values [rows, columns], in order of the rows. Threads divide columns. Offsets in bytes. */
export function columnSums(kernel: Kernel, values: number, sums: number, rows: number, columns: number): void {
  const own = kernel.portion(columns, LANES);
  const end = own.from + own.count;
  for (let column = own.from; column < end; column += LANES * SIDE_BY_SIDE) {
    const vectors = Array.from({ length: Math.ceil(Math.min(SIDE_BY_SIDE, (end - column) / LANES)) }, (_, i) => i);
    const countOf = (vector: number) => Math.min(LANES, end - column - LANES * vector);
    const from = kernel.pointer(fixed(values + 4 * column));
    const load = (vector: number) => kernel.load(from.at(VECTOR_BYTES * vector), LANES, countOf(vector));
    const totals = vectors.map((vector) => kernel.variable(load(vector)));
    kernel.advance(from, 4 * columns);
    kernel.repeat(rows - 1, () => {
      for (const [vector, total] of totals.entries()) kernel.assign(total, kernel.add(total, load(vector)));
      kernel.advance(from, 4 * columns);
    });
    for (const [vector, total] of totals.entries())
      kernel.store(fixed(sums + 4 * column + VECTOR_BYTES * vector), total, countOf(vector));
  }
}

/** Zeros what lies behind `width` values of each row up to its end, once all threads have written to the rows. @param step in bytes */
export function clearPadding(kernel: Kernel, values: number, rows: number, width: number, step: number): void {
  const padding = step / 4 - width;
  if (padding === 0) return;
  kernel.barrier();
  const own = kernel.portion(rows);
  const at = kernel.pointer(fixed(values + 4 * width + step * own.from));
  const zero = kernel.float(0, 4);
  kernel.repeat(own.count, () => {
    kernel.store(at.at(), zero, padding);
    kernel.advance(at, step);
  });
}

/** Zeros the padding of a matrix. */
export const clearPaddingOf = defineOperation<{ values: number; rows: number; columns: number }>("ClearPadding", {
  emit: (kernel, { values, rows, columns }) => clearPadding(kernel, values, rows, columns, 16 * Math.ceil(columns / 4)),
});

/** Copies the batch's rows from the data. @param bytes of a row */
export const gather = defineOperation<{ table: number; target: number; bytes: number }>("Gather", {
  isDivisible: true,
  emit: (kernel, operands, { rows, words }) => gatherRows(kernel, words.order, { ...operands, rows }),
});

/** 0 where no value is NaN or infinite, else NaN: so is their product with 0. @param result a float32 */
export const finiteCheck = defineOperation<{ values: number; floats: number; result: number }>("FiniteCheck", {
  emit(kernel, { values, floats, result }) {
    const zero = kernel.float(0);
    const sum = kernel.variable(zero);
    eachVector(kernel, floats, [values], (load) => kernel.accumulate(sum, load(0), zero));
    kernel.store(fixed(result), sumOfLanes(kernel, sum), 1);
  },
});

/** L2 norm of a stretch of gradients, for each step. */
export const gradientNorm = defineOperation<{ gradients: number; floats: number; norms: number }>("GradientNorm", {
  emit(kernel, { gradients, floats, norms }, site) {
    const norm = kernel.sqrt(sumOfSquares(kernel, gradients, floats));
    kernel.store(placeOfStep(kernel, site, norms), norm, 1);
  },
});

/** target [rows, width] = the rows of a table that int32 indexes name. @param indexes where their offset stands, counted in words */
export function gatherRows(
  kernel: Kernel,
  indexes: number,
  { table, target, rows, bytes }: Readonly<Record<"table" | "target" | "rows" | "bytes", number>>,
): void {
  const own = kernel.portion(rows);
  const index = kernel.row(fixed(indexes), 4 * own.from, 4);
  const to = kernel.pointer(fixed(target + bytes * own.from));
  kernel.repeat(own.count, () => {
    const from = kernel.row(index.at(), table, bytes);
    alongLines(kernel, bytes / 4, { from, to }, ({ at, count }) =>
      kernel.store(at.to, kernel.load(at.from, LANES, count), count),
    );
    kernel.advance(index, 4);
    kernel.advance(to, bytes);
  });
}

/** Σ of squares, in every lane. The array's vectors go in turn to four sums. */
export function sumOfSquares(kernel: Kernel, values: number, floats: number): Floats {
  const start = () => kernel.variable(kernel.float(0));
  const sums = [start(), start(), start(), start()] as const;
  const from = kernel.pointer(fixed(values));
  const whole = Math.floor(floats / LANES);
  const addAt = (index: number, count: number) => {
    const value = kernel.load(from.at(VECTOR_BYTES * index), LANES, count);
    const sum = sums[index];
    if (sum) kernel.accumulate(sum, value, value);
  };
  kernel.repeat(Math.floor(whole / 4), () => {
    for (const index of sums.keys()) addAt(index, LANES);
    kernel.advance(from, 4 * VECTOR_BYTES);
  });
  for (let index = 0; index < whole % 4; index++) addAt(index, LANES);
  if (floats % LANES > 0) addAt(whole % 4, floats % LANES);
  const [a, b, c, d] = sums;
  return sumOfLanes(kernel, kernel.add(kernel.add(a, b), kernel.add(c, d)));
}
