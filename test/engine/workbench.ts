import { Memory } from "../../src/engine/memory.ts";
import { instantiate } from "../../src/engine/wasm.ts";
import { Arena } from "../../src/tape/arena.ts";
import { Op } from "../../src/tape/op.ts";
import { stride } from "../../src/tape/shape.ts";
import { Tape } from "../../src/tape/tape.ts";

const memory = new Memory();
memory.reserve(1 << 22);
const kernels = instantiate(memory.wasm);

/** Rows in memory, padded as kernels expect them. */
export interface Matrix {
  readonly offset: number;
  readonly rows: number;
  readonly width: number;
}

/** Kernels one at a time: fill matrices, run one operation, look at what it left, padding included. */
export class Workbench {
  readonly kernels = kernels;
  readonly #arena = new Arena(kernels.heapBase());

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

  run(rows: number, op: Op, ...operands: readonly number[]): void {
    const tape = new Tape(this.#arena, rows, 0);
    tape.record(op, ...operands);
    tape.record(Op.End);
    const { words } = tape;
    const place = this.#arena.allocate(words.length);
    memory.integers(place, words.length).set(words);
    kernels.run(place, 0, rows, 0, 1);
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

  double(offset: number): number {
    return memory.double(offset);
  }
}
