import { fixed, type Kernel, type Pointer } from "../language/kernel.ts";
import type { ArenaAddress, Floats, Variable } from "../language/values.ts";
import { sumOfLanes } from "./lanes.ts";

export const LANES = 16;
export const VECTOR_BYTES = 64;

type LoadVector = (array: number) => Floats;
type StoreVector = (array: number, value: Floats) => void;

/**
 * Goes through arrays side by side, 16 lanes at a time; of an operation that threads divide, each through its own part.
 * @param floats length of each array
 * @param arrays offsets in the arena, in bytes
 * @param body takes vectors of the arrays it wants. Lanes beyond the end are 0, and `store` does not write them
 */
export function eachVector(
  kernel: Kernel,
  floats: number,
  arrays: readonly number[],
  body: (load: LoadVector, store: StoreVector) => void,
): void {
  const whole = kernel.portion(Math.floor(floats / LANES));
  const pointers = arrays.map((offset) => kernel.pointer(fixed(offset + VECTOR_BYTES * whole.from)));
  const visit = (count: number) => {
    const at = (array: number) => (pointers[array] as Pointer).at();
    body(
      (array) => kernel.load(at(array), LANES, count),
      (array, value) => kernel.store(at(array), value, count),
    );
  };
  kernel.repeat(whole.count, () => {
    visit(LANES);
    for (const pointer of pointers) kernel.advance(pointer, VECTOR_BYTES);
  });
  if (whole.isLast && floats % LANES > 0) visit(floats % LANES);
}

/** Numbers that repeat. */
interface Pattern {
  /** Where they stand. */
  readonly at: number;
  /** How many there are: a multiple of 16. */
  readonly period: number;
  /** What stands for those of lanes beyond the arrays' end. */
  readonly beyond: number;
}

/** Goes through arrays as {@link eachVector} does, beside a pattern. @param numbers 0, 1, … 15 */
export function eachVectorBeside(
  kernel: Kernel,
  floats: number,
  arrays: readonly number[],
  { at: pattern, period, beyond }: Pattern,
  numbers: Floats,
  body: (load: LoadVector, store: StoreVector, own: Floats) => void,
): void {
  const pointers = arrays.map((offset) => kernel.pointer(fixed(offset)));
  const visit = (own: Floats, count: number) => {
    const at = (array: number) => (pointers[array] as Pointer).at();
    body(
      (array) => kernel.load(at(array), LANES, count),
      (array, value) => kernel.store(at(array), value, count),
      own,
    );
  };
  const vectors = (count: number, from: Pointer) =>
    kernel.repeat(count, () => {
      visit(kernel.load(from.at()), LANES);
      for (const pointer of [...pointers, from]) kernel.advance(pointer, VECTOR_BYTES);
    });
  kernel.repeat(Math.floor(floats / period), () => vectors(period / LANES, kernel.pointer(fixed(pattern))));
  const from = kernel.pointer(fixed(pattern));
  vectors(Math.floor((floats % period) / LANES), from);
  const rest = floats % LANES;
  if (rest === 0) return;
  visit(kernel.where(kernel.less(numbers, kernel.float(rest)), kernel.load(from.at()), kernel.float(beyond)), rest);
}

/** A line of up to so many vectors is gone along without a loop. */
const UNROLLED = 8;
/** How many sums take turns along a line, so that additions need not wait for one another. */
const TURNS = 4;

/** The vector at hand of lines side by side. */
export interface VectorOfLines<N extends string> {
  /** Its place in each line. */
  readonly at: Readonly<Record<N, ArenaAddress>>;
  /** Lanes that belong to the lines. */
  readonly count: number;
  /** Whose turn it is: see {@link TurnedSums}. */
  readonly turn: number;
  /** The number of its first value, unless it is in a loop. */
  readonly first: number | undefined;
}

/** Where lines begin: a place, or a pointer that stands there, moves along and comes back. */
export type LineStarts<N extends string> = Readonly<Record<N, ArenaAddress | Pointer>>;

/** A pointer for each of them. */
export function pointersAt<N extends string>(kernel: Kernel, starts: LineStarts<N>): Readonly<Record<N, Pointer>> {
  const entries = Object.entries<ArenaAddress | Pointer>(starts);
  const pointers = entries.map(([name, start]) => [name, "id" in start ? start : kernel.pointer(start)]);
  return Object.fromEntries(pointers);
}

/** Goes along lines of equal length side by side, a vector at a time. @param floats length of each line */
export function alongLines<N extends string>(
  kernel: Kernel,
  floats: number,
  starts: LineStarts<N>,
  body: (vector: VectorOfLines<N>) => void,
): void {
  const vectors = Math.ceil(floats / LANES);
  const looped = vectors <= UNROLLED ? 0 : TURNS * Math.floor(Math.floor(floats / LANES) / TURNS);
  const pointers = looped > 0 ? Object.values<Pointer>(pointersAt(kernel, starts)) : [];
  const bases = Object.entries<ArenaAddress | Pointer>(starts).map(([name, start], index) => {
    const own = pointers[index] ?? start;
    return [name, "id" in own ? own.at() : own] as const;
  });
  const visit = (vector: number, from: number, isKnown: boolean) => {
    const at = bases.map(([name, base]) => [name, behind(base, VECTOR_BYTES * vector)]);
    body({
      at: Object.fromEntries(at),
      count: Math.min(LANES, floats - LANES * (from + vector)),
      turn: vector % TURNS,
      first: isKnown ? LANES * (from + vector) : undefined,
    });
  };
  const advance = (bytes: number) => {
    for (const pointer of pointers) kernel.advance(pointer, bytes);
  };
  kernel.repeat(looped / TURNS, () => {
    for (let vector = 0; vector < TURNS; vector++) visit(vector, 0, false);
    advance(TURNS * VECTOR_BYTES);
  });
  for (let vector = 0; vector < vectors - looped; vector++) visit(vector, looped, true);
  advance(-looped * VECTOR_BYTES);
}

/** So many bytes behind a place. */
export const behind = ({ pointer, offset }: ArenaAddress, bytes: number): ArenaAddress => ({
  pointer,
  offset: offset + bytes,
});

/** Sums of vectors that take turns. */
export class TurnedSums {
  readonly #sums: readonly Variable<"float">[];

  constructor(private readonly kernel: Kernel) {
    this.#sums = Array.from({ length: TURNS }, () => kernel.variable(kernel.float(0)));
  }

  add(turn: number, value: Floats): void {
    const sum = this.#sums[turn] as Variable<"float">;
    this.kernel.assign(sum, this.kernel.add(sum, value));
  }

  /** Adds a·b. */
  accumulate(turn: number, a: Floats, b: Floats): void {
    this.kernel.accumulate(this.#sums[turn] as Variable<"float">, a, b);
  }

  /** Each lane's sum. */
  sum(): Floats {
    const [a, b, c, d] = this.#sums as unknown as readonly [Floats, Floats, Floats, Floats];
    return this.kernel.add(this.kernel.add(a, b), this.kernel.add(c, d));
  }

  /** The sum of all lanes, in every lane. */
  total(): Floats {
    return sumOfLanes(this.kernel, this.sum());
  }
}
