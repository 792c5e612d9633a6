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
  /** 0, 1, 2, …: the order in which held-out rows are evaluated. int32. */
  readonly inOrder: number;
}

/** Reserves room for data of that shape. */
export function placeData(arena: Arena, shape: DataShape): LoadedData {
  const place = (count: number): Rows => ({
    count,
    x: arena.allocate(count * floatsOf(shape.features)),
    y: arena.allocate(count * floatsOf(shape.targets)),
  });
  return {
    training: place(shape.training),
    validation: place(shape.validation),
    inOrder: arena.allocate(shape.validation),
  };
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
