import type { DataShape, Samples } from "../contracts/dataset.ts";
import type { Arena } from "../tape/arena.ts";
import { elements, floatsOf, linesOf, type Shape, stride, widthOf } from "../tape/shape.ts";
import type { Memory } from "./memory.ts";

/** Rows in memory: x [rows, floatsOf(features)], y [rows, floatsOf(targets)]. */
export interface Rows {
  readonly count: number;
  readonly x: number;
  readonly y: number;
}

/** The data of an experiment in memory. */
export interface LoadedData {
  readonly training: Rows;
  readonly validation: Rows;
  /** Behind those for validation: one tape evaluates both. */
  readonly test: Rows;
  /** 0, 1, 2, …: the order in which held-out rows are evaluated, those for validation first. int32. */
  readonly inOrder: number;
}

/** Reserves room for data of that shape. */
export function placeData(arena: Arena, shape: DataShape): LoadedData {
  const place = (count: number): Rows => ({
    count,
    x: arena.allocate(count * floatsOf(shape.features)),
    y: arena.allocate(count * floatsOf(shape.targets)),
  });
  const { test = 0, validation } = shape;
  const training = place(shape.training);
  const held = place(validation + test);
  return {
    training,
    validation: { ...held, count: validation },
    test: rowsBehind(held, validation, test, shape),
    inOrder: arena.allocate(validation + test),
  };
}

/** The last of rows in memory. */
function rowsBehind({ x, y }: Rows, first: number, count: number, { features, targets }: DataShape): Rows {
  return { count, x: x + first * floatsOf(features) * 4, y: y + first * floatsOf(targets) * 4 };
}

/** Which of the rows held out are evaluated. */
export type HeldOutSide = "validation" | "test";

/** Rows that one tape evaluates, side by side: as many as the larger side has. */
export const evaluatedRows = ({ validation, test }: LoadedData): Rows => ({
  ...validation,
  count: Math.max(validation.count, test.count),
});

/** The order in which a side's rows are evaluated, and their number. */
export function evaluationOrder({ inOrder, validation, test }: LoadedData, side: HeldOutSide) {
  return side === "validation"
    ? { offset: inOrder, rows: validation.count }
    : { offset: inOrder + validation.count * 4, rows: test.count };
}

/** Copies samples to their place, each line padded with zeros. Throws when they are not of the shape placed. */
export function writeRows(memory: Memory, place: Rows, samples: Samples, shape: DataShape): void {
  if (samples.rows !== place.count) throw new Error(`expected ${place.count} rows of data, found ${samples.rows}`);
  writePadded(memory, place.x, samples.x, samples.rows, shape.features);
  writePadded(memory, place.y, samples.y, samples.rows, shape.targets);
}

function writePadded(memory: Memory, offset: number, values: Float32Array, rows: number, shape: Shape): void {
  const size = elements(shape);
  if (values.length !== rows * size) {
    throw new Error(`expected ${rows} rows of ${size} values, found ${values.length} values`);
  }
  const width = widthOf(shape);
  const step = stride(width);
  const target = memory.floats(offset, rows * floatsOf(shape));
  if (step === width) {
    target.set(values);
    return;
  }
  target.fill(0);
  const lines = rows * linesOf(shape);
  for (let line = 0; line < lines; line++) target.set(values.subarray(line * width, (line + 1) * width), line * step);
}
