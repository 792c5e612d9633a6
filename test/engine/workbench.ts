import { executorFor } from "../../src/engine/executors.ts";
import { lower } from "../../src/engine/lower.ts";
import { Memory } from "../../src/engine/memory.ts";
import { StepKernels } from "../../src/engine/step-kernels.ts";
import type { Operation } from "../../src/kernels/operation.ts";
import { Arena } from "../../src/tape/arena.ts";
import { stride } from "../../src/tape/shape.ts";
import { Tape } from "../../src/tape/tape.ts";

const SIZE = 1 << 20;
const memory = new Memory();
memory.reserve(SIZE);
const stepKernels = new StepKernels(memory);
stepKernels.use(executorFor("auto"));
/** Where an arena starts: 0 is no address. */
const START = 64;

/** Rows in memory, padded as kernels expect them. */
export interface Matrix {
  readonly offset: number;
  readonly rows: number;
  readonly width: number;
}

/** Kernels one at a time: fill matrices, run one operation, look at what it left, padding included. */
export class Workbench {
  readonly #arena = new Arena(START);
  readonly losses = this.#arena.allocate(2);
  readonly weights = this.#arena.allocate(2);

  /** Earlier tests' leavings are gone: an arena starts with zeros. */
  constructor() {
    memory.clear(START, SIZE);
  }

  matrix(rows: number, width: number, value: (row: number, column: number) => number): Matrix {
    const offset = this.#arena.allocate(rows * stride(width));
    const floats = memory.floats(offset, rows * stride(width));
    floats.fill(0);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < width; column++) floats[row * stride(width) + column] = value(row, column);
    }
    return { offset, rows, width };
  }

  /** A matrix for a result, full of NaN: nothing of it may show afterwards. */
  result(rows: number, width: number): Matrix {
    const offset = this.#arena.allocate(rows * stride(width));
    memory.floats(offset, rows * stride(width)).fill(Number.NaN);
    return { offset, rows, width };
  }

  run(rows: number, operation: Operation): void {
    this.record(rows, (tape) => tape.record(operation))(0);
  }

  /** Records a tape; what it returns runs one step of it. */
  record(rows: number, emit: (tape: Tape) => void, steps = 1): (step: number) => void {
    const tape = new Tape(this.#arena, rows, steps, this.losses, this.weights);
    emit(tape);
    const lowered = lower(tape, this.#arena);
    for (const { offset, values } of lowered.constants) memory.write(offset, values);
    return (step) => stepKernels.runSteps(lowered, 0, rows, { from: step, to: step + 1 });
  }

  /** The sum that a loss recorded at step 0. */
  get loss(): number {
    return memory.floats(this.losses, 1)[0] as number;
  }

  write({ offset, rows, width }: Matrix, values: readonly number[]): void {
    for (let row = 0; row < rows; row++) {
      memory.floats(offset + row * stride(width) * 4, width).set(values.slice(row * width, (row + 1) * width));
    }
  }

  /** Throws if the padding is not zero. */
  read({ offset, rows, width }: Matrix): number[][] {
    return Array.from({ length: rows }, (_, row) => {
      const whole = memory.floats(offset + row * stride(width) * 4, stride(width));
      const padding = whole.subarray(width);
      if (padding.some((value) => !Object.is(value, 0))) throw new Error(`padding of row ${row} is ${padding}`);
      return Array.from(whole.subarray(0, width));
    });
  }
}
