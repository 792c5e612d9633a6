import type { Operation } from "../kernels/operation.ts";
import type { Arena } from "./arena.ts";
import { floatsOf, linesOf, type Shape, stride, widthOf } from "./shape.ts";

/**
 * A batch of values in the arena. A sample is its lines, one after another, each padded with zeros to whole vectors;
 * sample r begins at offset + 4·stride·r. The padding is zero before and after every operation.
 */
export interface Tensor {
  /** In bytes from the start of memory, a multiple of 16. */
  readonly offset: number;
  readonly shape: Shape;
  /** Values of a line: the last dimension. */
  readonly width: number;
  /** Lines of a sample: the other dimensions together. */
  readonly lines: number;
  /** Floats from one sample to the next. */
  readonly stride: number;
}

/** Numbers that stand in the arena before the first step: a loss's class weights, a pooling layer's windows. */
export interface Constant {
  readonly offset: number;
  readonly values: Float32Array | Int32Array;
}

/** `collect`: forward as in training, to average BatchNorm's statistics over all batches alike; nothing is learnt. */
export type Mode = "train" | "evaluate" | "collect";

/** Collects a step's operations, and allocates what they work on. */
export class Tape {
  readonly #arena: Arena;
  readonly #constants: Constant[] = [];
  readonly #operations: Operation[] = [];

  /**
   * @param rows the most rows a batch will have
   * @param steps the most steps of an epoch
   * @param losses a float32 for each step: where losses record the batch's sum
   * @param weights another: where a loss that weights its terms records the sum of their weights
   */
  constructor(
    arena: Arena,
    readonly rows: number,
    readonly steps: number,
    readonly losses: number,
    readonly weights: number,
  ) {
    this.#arena = arena;
  }

  get constants(): readonly Constant[] {
    return this.#constants;
  }

  get operations(): readonly Operation[] {
    return this.#operations;
  }

  /** Reserves room for float32 values, zero at the start; returns its offset in bytes, a multiple of 16. */
  allocate(floats: number): number {
    return this.#arena.allocate(floats);
  }

  /** Reserves room for a batch. */
  tensor(shape: Shape): Tensor {
    return tensorAt(this.allocate(this.rows * floatsOf(shape)), shape);
  }

  /** Reserves room for numbers that are there from the start. */
  constant(values: Float32Array | Int32Array): number {
    const offset = this.allocate(values.length);
    this.#constants.push({ offset, values });
    return offset;
  }

  /** Reserves room for a number that runs of a sweep may differ in: as an operand it would be a part of the code. */
  number(value: number): number {
    return this.constant(Float32Array.of(value));
  }

  /** Reserves room for so many float32 values of each step. */
  perStep(floats = 1): number {
    return this.allocate(this.steps * floats);
  }

  record(operation: Operation): void {
    this.#operations.push(operation);
  }
}

/** A batch of that shape, wherever it comes from. */
export function tensorAt(offset: number, shape: Shape): Tensor {
  const width = widthOf(shape);
  const lines = linesOf(shape);
  return { offset, shape, width, lines, stride: lines * stride(width) };
}
