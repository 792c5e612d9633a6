import fc from "fast-check";
import type { Distance, Program } from "../../src/kernels/language/instructions.ts";
import { fixed, Kernel, type Pointer } from "../../src/kernels/language/kernel.ts";
import type { Floats, Integers, LaneCondition, LaneCount, Variable } from "../../src/kernels/language/values.ts";

/** Where things are in the arena of {@link randomArena}, in bytes. */
const FLOATS = 0;
const INTEGERS = 2048;
const ROWS = 3072;
const RESULTS = 4096;
export const ARENA_BYTES = 8192;

const SPECIAL = [
  Number.NaN,
  Infinity,
  -Infinity,
  0,
  -0,
  1e-40,
  -1e-45,
  3.4e38,
  -3.4e38,
  1,
  -1,
  0.5,
  2.5,
  -1.5,
  8388609,
];

/** An arena of floats, some of them odd ones, and integers. */
export function arenaFrom(floats: readonly number[], integers: readonly number[]): Uint8Array {
  const arena = new Uint8Array(ARENA_BYTES);
  const view = new DataView(arena.buffer);
  for (let at = FLOATS; at < INTEGERS; at += 4) {
    const index = at / 4;
    const odd = (index * 7919) % 5 === 0;
    const value = odd ? SPECIAL[index % SPECIAL.length] : floats[index % floats.length];
    view.setFloat32(at, value ?? 0, true);
  }
  for (let at = INTEGERS; at < ROWS; at += 4) view.setInt32(at, integers[(at / 4) % integers.length] ?? 0, true);
  // Rows of a table, and counts of loops: small.
  for (let at = ROWS; at < RESULTS; at += 4) view.setInt32(at, (at / 4) % 5, true);
  return arena;
}

/** What a random number of choices is spent on. */
class Choices {
  #next = 0;
  constructor(private readonly numbers: readonly number[]) {}

  below(count: number): number {
    const number = this.numbers[this.#next++ % this.numbers.length] ?? 0;
    return (number + this.#next) % count;
  }

  of<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }
}

/** A kernel of random operations in random loops, whose results end in the arena. */
export function programFrom(numbers: readonly number[], lanes: LaneCount, size: number): Program {
  const kernel = new Kernel("random");
  const choices = new Choices(numbers);
  const floats: Floats[] = [];
  const integers: Integers[] = [];
  const variables: Variable<"float">[] = [];
  const target = kernel.pointer(fixed(RESULTS));
  const end = (ARENA_BYTES - RESULTS) / 8;

  const load = (pointer: Pointer | undefined) => {
    const count = choices.below(3) === 0 ? 1 + choices.below(lanes) : lanes;
    const offset = 4 * choices.below(64);
    floats.push(kernel.load(pointer ? pointer.at(offset) : fixed(FLOATS + offset), lanes, count));
  };
  const loadIntegers = () => integers.push(kernel.loadIntegers(fixed(INTEGERS + 4 * choices.below(64)), lanes));
  load(undefined);
  loadIntegers();
  variables.push(kernel.variable(kernel.float(0.25, lanes)));

  const condition = (): LaneCondition => {
    const [a, b] = [choices.of(floats), choices.of(floats)];
    const [i, j] = [choices.of(integers), choices.of(integers)];
    return choices.of([
      () => kernel.equal(a, b),
      () => kernel.notEqual(a, b),
      () => kernel.less(a, b),
      () => kernel.lessOrEqual(a, b),
      () => kernel.equalIntegers(i, j),
      () => kernel.lessIntegers(i, j),
    ])();
  };
  const distance = () => choices.of(([1, 2, 4, 8] as Distance[]).filter((one) => one < lanes));

  const operate = (pointer: Pointer | undefined) => {
    const [a, b, c] = [choices.of(floats), choices.of(floats), choices.of(floats)];
    const [i, j] = [choices.of(integers), choices.of(integers)];
    const limit = (x: Floats) => kernel.max(kernel.min(x, kernel.float(1e9, lanes)), kernel.float(-1e9, lanes));
    const results = [
      () => floats.push(kernel.add(a, b)),
      () => floats.push(kernel.subtract(a, b)),
      () => floats.push(kernel.multiply(a, b)),
      () => floats.push(kernel.divide(a, b)),
      () => floats.push(kernel.min(a, b), kernel.max(a, b)),
      () => floats.push(kernel.fma(a, b, c), kernel.fnma(a, b, c)),
      () => floats.push(kernel.sqrt(a)),
      () => floats.push(kernel.nearest(a), kernel.floor(b)),
      () => floats.push(kernel.ceil(a), kernel.truncate(b)),
      () => floats.push(kernel.negate(a), kernel.abs(b)),
      () => floats.push(kernel.where(condition(), a, b)),
      () => integers.push(kernel.where(condition(), i, j)),
      () => floats.push(kernel.exchange(a, distance())),
      ...(lanes === 16 ? [() => floats.push(...choices.of([kernel.interleave(a, b), kernel.deinterleave(a, b)]))] : []),
      () =>
        floats.push(
          kernel.float(choices.below(100) / 7, lanes),
          kernel.splat(fixed(FLOATS + 4 * choices.below(500)), lanes),
        ),
      () => floats.push(kernel.toFloat(i)),
      () => integers.push(kernel.toInteger(limit(a))),
      () => integers.push(kernel.addIntegers(i, j), kernel.subtractIntegers(i, j)),
      () => integers.push(kernel.multiplyIntegers(i, j), kernel.and(i, j)),
      () => integers.push(kernel.or(i, j), kernel.xor(i, j)),
      () => integers.push(kernel.shift(choices.of(["left", "right", "rightSigned"]), i, choices.below(32))),
      () => integers.push(kernel.integer(choices.below(1000) - 500, lanes)),
      () => kernel.accumulate(choices.of(variables), a, b),
      () => kernel.assign(choices.of(variables), a),
      () => {
        const variable = kernel.variable(a);
        variables.push(variable);
        floats.push(variable);
      },
      () => load(pointer),
      () => loadIntegers(),
      () => {
        const row = kernel.row(fixed(ROWS + 4 * choices.below(64)), FLOATS, 4 * lanes);
        floats.push(kernel.load(row.at(4 * choices.below(8)), lanes));
      },
      () => kernel.copy(fixed(FLOATS + 4 * choices.below(100)), target.at(4 * choices.below(16))),
      () =>
        kernel.store(target.at(4 * choices.below(16)), choices.of<Floats | Integers>([a, i]), 1 + choices.below(lanes)),
    ];
    choices.of(results)();
  };

  /** What is made in a loop is not there after it. */
  const scoped = (body: () => void) => {
    const kept = [floats.length, integers.length, variables.length] as const;
    body();
    floats.length = kept[0];
    integers.length = kept[1];
    variables.length = kept[2];
  };
  const block = (depth: number, count: number, pointer: Pointer | undefined) => {
    for (let done = 0; done < count; done++) {
      if (depth > 2 || choices.below(12) !== 0) operate(pointer);
      else
        kernel.repeat(choices.of([2, 3, fixed(ROWS + 4 * choices.below(64))]), () =>
          scoped(() => {
            const moving = kernel.pointer(choices.of([fixed(FLOATS), target.at(0)]));
            block(depth + 1, 1 + choices.below(12), choices.of([moving, undefined]));
            kernel.store(moving.at(2 * lanes), choices.of(floats));
            kernel.advance(moving, 4 * choices.below(4));
          }),
        );
    }
  };
  block(0, size, undefined);
  // Everything that is still there is written, so that no difference goes unseen.
  const written = [...floats, ...integers, ...variables];
  for (const value of written.slice(-end / (4 * lanes))) {
    kernel.store(target.at(), value);
    kernel.advance(target, 4 * lanes);
  }
  return kernel.program;
}

export const randomProgram = fc
  .record({
    numbers: fc.array(fc.nat(1 << 20), { minLength: 20, maxLength: 120 }),
    lanes: fc.constantFrom<LaneCount>(4, 8, 16),
    size: fc.integer({ min: 1, max: 90 }),
  })
  .map(({ numbers, lanes, size }) => programFrom(numbers, lanes, size));

export const randomArena = fc
  .record({
    floats: fc.array(fc.float({ noDefaultInfinity: true, noNaN: true, min: -1e6, max: 1e6 }), {
      minLength: 7,
      maxLength: 61,
    }),
    integers: fc.array(fc.integer(), { minLength: 5, maxLength: 53 }),
  })
  .map(({ floats, integers }) => arenaFrom(floats, integers));
