import type { DataShape, Samples } from "../definition/dataset.ts";
import type { Arena } from "../tape/arena.ts";
import { elements, stride } from "../tape/shape.ts";
import type { Memory } from "./memory.ts";

/** Rows in memory: x [rows, stride(features)], y [rows, stride(targets)]. */
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
    x: arena.allocate(count * stride(elements(shape.features))),
    y: arena.allocate(count * stride(elements(shape.targets))),
  });
  return {
    training: place(shape.training),
    validation: place(shape.validation),
    inOrder: arena.allocate(shape.validation),
  };
}

/** Copies samples to their place, each row padded with zeros. Throws when they are not of the shape placed. */
export function writeRows(memory: Memory, place: Rows, samples: Samples, shape: DataShape): void {
  if (samples.rows !== place.count) throw new Error(`expected ${place.count} rows of data, found ${samples.rows}`);
  writePadded(memory, place.x, samples.x, samples.rows, elements(shape.features));
  writePadded(memory, place.y, samples.y, samples.rows, elements(shape.targets));
}

function writePadded(memory: Memory, offset: number, values: Float32Array, rows: number, width: number): void {
  if (values.length !== rows * width) {
    throw new Error(`expected ${rows} rows of ${width} values, found ${values.length} values`);
  }
  const step = stride(width);
  const target = memory.floats(offset, rows * step);
  target.fill(0);
  for (let row = 0; row < rows; row++) target.set(values.subarray(row * width, (row + 1) * width), row * step);
}
