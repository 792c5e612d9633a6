import type { PartConfig } from "../../src/contracts/config.ts";
import type { LayerParameter } from "../../src/contracts/layer.ts";
import type { GroupMemory } from "../../src/contracts/optimizer.ts";
import { builderOf } from "../../src/contracts/optimizer.ts";
import * as optimizers from "../../src/optimizers/index.ts";
import { stride } from "../../src/tape/shape.ts";
import type { Tape } from "../../src/tape/tape.ts";
import { type Matrix, Workbench } from "../engine/workbench.ts";

export const build = builderOf(optimizers);

/** A parameter's way: in PyTorch's order, [steps][values]. */
export type Path = readonly (readonly number[])[];

export interface Problem {
  readonly shapes: readonly (readonly number[])[];
  readonly init: Path;
  /** [steps][parameters][values] */
  readonly grads: readonly Path[];
  /** How each parameter is stored, where that does not follow from its shape. */
  readonly stored?: readonly Storage[];
}

interface Storage {
  readonly transposed: boolean;
  /** Default: all dimensions but the last. */
  readonly rows?: number;
}

interface Placed {
  readonly values: Matrix;
  readonly gradient: Matrix;
  readonly transposed: boolean;
}

/** Rates and momenta that a schedule sets step by step; without, the optimizer's own. */
export interface Cycled {
  readonly lr?: readonly number[] | undefined;
  readonly momentum?: readonly number[] | undefined;
}

/** An optimizer at work on parameters of its own, in one group. */
export class Follower {
  readonly #bench = new Workbench();
  readonly #placed: readonly Placed[];
  readonly #step: (step: number) => void;
  #steps = 0;

  /** @param transposed whether matrices are stored as [in, out] */
  constructor(
    config: PartConfig,
    { shapes, init, grads, stored }: Problem,
    { lr, momentum }: Cycled = {},
    transposed = false,
  ) {
    const bench = this.#bench;
    const plan = build(config);
    const storage = stored ?? shapes.map((shape): Storage => ({ transposed: transposed && shape.length === 2 }));
    const isTransposed = (index: number) => storage[index]?.transposed === true;
    const sizes = shapes.map((shape, index) => sizeOf(shape, storage[index] as Storage));
    const values = sizes.map(({ rows, columns }) => bench.matrix(rows, columns, () => 0));
    const gradients = sizes.map(({ rows, columns }) => bench.matrix(rows, columns, () => 0));
    this.#placed = shapes.map((_, index) => ({
      values: values[index] as Matrix,
      gradient: gradients[index] as Matrix,
      transposed: isTransposed(index),
    }));
    const rates = bench.matrix(1, grads.length, (_, step) => lr?.[step] ?? plan.lr);
    const momenta = bench.matrix(1, grads.length, (_, step) => momentum?.[step] ?? plan.momentum ?? 0);
    const group: GroupMemory = {
      parameters: values[0]?.offset ?? 0,
      gradients: gradients[0]?.offset ?? 0,
      floats: sizes.reduce((sum, { rows, columns }) => sum + rows * stride(columns), 0),
      each: shapes.map((shape, index) => ({
        name: String(index),
        shape,
        transposed: isTransposed(index),
        ...(sizes[index] as { rows: number; columns: number }),
        offset: values[index]?.offset ?? 0,
        gradient: gradients[index]?.offset ?? 0,
      })),
      lr: rates.offset,
      momentum: momenta.offset,
      cyclesMomentum: momentum !== undefined,
    };
    this.#step = bench.record(1, (tape: Tape) => plan.emit(tape, group), grads.length);
    this.#placed.forEach(({ values, transposed }, index) => {
      bench.write(values, arranged(init[index] as readonly number[], values, transposed));
    });
  }

  /** Takes a step with these gradients; returns the parameters. Throws if any padding is not zero. */
  step(gradients: Path): Path {
    this.#placed.forEach(({ gradient, transposed }, index) => {
      this.#bench.write(gradient, arranged(gradients[index] as readonly number[], gradient, transposed));
    });
    this.#step(this.#steps++);
    return this.#placed.map(({ values, transposed }) => {
      const found = this.#bench.read(values);
      return transposed
        ? (found[0] ?? []).flatMap((_, column) => found.map((row) => row[column] as number))
        : found.flat();
    });
  }
}

function sizeOf(
  shape: readonly number[],
  { transposed, rows: stored }: Storage,
): Pick<LayerParameter, "rows" | "columns"> {
  const values = shape.reduce((product, size) => product * size, 1);
  const rows = stored ?? values / (shape.at(-1) ?? 1);
  const columns = values / rows;
  return transposed ? { rows: columns, columns: rows } : { rows, columns };
}

/** Values as they are stored. */
function arranged(values: readonly number[], { rows, width }: Matrix, transposed: boolean): readonly number[] {
  if (!transposed) return values;
  return Array.from({ length: rows * width }, (_, place) => {
    const [row, column] = [Math.floor(place / width), place % width];
    return values[column * rows + row] as number;
  });
}
