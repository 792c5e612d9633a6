import { assert } from "chai";
import { Kernel } from "../../src/kernels/language/kernel.ts";
import type { Operation } from "../../src/kernels/operation.ts";
import { EXECUTORS, runInterpreter } from "./executors.ts";

/** Floats for each of an arena's arrays, and how far apart they lie. */
export const ROOM = 512;
export const at = (array: number) => 4 * ROOM * array;
const ARRAYS = 6;
/** Behind them stand the words of a step. */
const WORDS = 4 * ROOM * ARRAYS;

/** Between −2 and 2, the same each time. */
export const value = (index: number) => Math.fround((((index * 7919) % 997) / 997 - 0.5) * 4);

/** What operations work on in tests, filled with {@link value}. */
export class Arena {
  readonly bytes = new Uint8Array(WORDS + 128);
  readonly floats = new Float32Array(this.bytes.buffer);
  readonly integers = new Int32Array(this.bytes.buffer);

  constructor() {
    for (let index = 0; index < this.floats.length; index++) this.floats[index] = value(index);
  }

  of(array: number, count: number): number[] {
    return [...this.floats.subarray(ROOM * array, ROOM * array + count)];
  }

  set(array: number, values: readonly number[]): void {
    this.floats.set(values, ROOM * array);
  }

  /** What an operation leaves in step 1, for batches of so many rows. */
  afterStep(operation: Operation, rows: number): Arena {
    return this.afterSteps([operation], rows);
  }

  /** The same of several, one after another. */
  afterSteps(operations: readonly Operation[], rows: number): Arena {
    const words = { order: WORDS, step: WORDS + 4, steps: WORDS + 8, numbers: WORDS + 64 };
    this.integers.set([0, 1, 1], WORDS / 4);
    this.floats.set(range(16), WORDS / 4 + 16);
    const site = { rows, tile: { sums: 6, vectors: 1, rows: 6 }, words };
    return this.after((kernel) => {
      for (const operation of operations) operation.emit(kernel, site);
    });
  }

  /** What a kernel leaves, the same by every executor. */
  after(record: (kernel: Kernel) => void): Arena {
    const kernel = new Kernel("family");
    record(kernel);
    const result = new Arena();
    result.bytes.set(withOneNaN(runInterpreter(kernel.program, this.bytes)));
    for (const [name, execute] of Object.entries(EXECUTORS))
      if (execute) assert.deepEqual(withOneNaN(execute(kernel.program, this.bytes)), result.bytes, name);
    return result;
  }
}

/** Executors may differ in the bits of a NaN. Overwrites bytes. */
function withOneNaN(bytes: Uint8Array): Uint8Array {
  const floats = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  for (const [index, one] of floats.entries()) if (Number.isNaN(one)) floats[index] = Number.NaN;
  return bytes;
}

/** Within 1e-5, relative to values beyond 1. */
export function assertNear(values: readonly number[], wanted: readonly number[]): void {
  assert.lengthOf(values, wanted.length);
  for (const [index, one] of wanted.entries()) {
    if (Number.isNaN(one)) assert.isNaN(values[index]);
    else assert.closeTo(values[index] ?? Number.NaN, one, 1e-5 * (1 + Math.abs(one)), `at ${index}`);
  }
}

export const sum = (values: readonly number[]) => values.reduce((total, one) => total + one, 0);
export const range = (count: number) => Array.from({ length: count }, (_, index) => index);
