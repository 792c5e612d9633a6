// Dropout. Chance comes from a counter, not from a state: Salmon et al., "Parallel Random Numbers: As Easy as 1, 2, 3",
// 2011 (Threefry-2x32, 20 rounds). A mask depends on its layer's key, the step and the place in the batch, nothing else.
import { fixed, type Kernel } from "../language/kernel.ts";
import type { Integers } from "../language/values.ts";
import { defineOperation } from "../operation.ts";
import { eachVector, LANES, VECTOR_BYTES } from "./each-vector.ts";

/** Offsets in bytes. */
type DropoutPlaces = {
  readonly input: number;
  readonly output: number;
  readonly mask: number;
  /** Of a sample. */
  readonly floats: number;
  /** Two whole numbers as floats, and the int32 of steps so far. */
  readonly key: number;
  /** An int32: of 24 random bits, what is less is dropped. */
  readonly limit: number;
  /** The factor of what is kept, a float. */
  readonly kept: number;
};

/** output = input·mask, mask 0 or the factor of what is kept. Counts the steps behind the key. */
export const dropout = defineOperation<DropoutPlaces>("Dropout", {
  isDivisible: true,
  emit(kernel, { input, output, mask, floats, key, limit, kept }, { rows, words }) {
    const rounds = roundsOf(kernel, key);
    const [least, factor] = [kernel.bits(kernel.splat(fixed(limit))), kernel.splat(fixed(kept))];
    const zero = kernel.float(0);
    const lanes = kernel.toInteger(kernel.load(fixed(words.numbers)));
    const all = rows * floats;
    const own = kernel.portion(Math.floor(all / BLOCK));
    const counter = kernel.variable(countersOf(kernel, lanes));
    if (own.from > 0) kernel.assign(counter, kernel.addIntegers(counter, kernel.integer(LANES * own.from)));
    const isLow = kernel.equalIntegers(kernel.and(lanes, kernel.integer(4)), kernel.integer(0));
    const start = (at: number) => kernel.pointer(fixed(at + 4 * BLOCK * own.from));
    const [x, y, m] = [start(input), start(output), start(mask)];
    const drop = (bits: Integers, vector: number, count: number) => {
      const isLess = kernel.lessIntegers(kernel.shift("right", bits, 8), least);
      const own = kernel.where(isLess, zero, factor);
      const at = VECTOR_BYTES * vector;
      kernel.store(m.at(at), own, count);
      kernel.store(y.at(at), kernel.multiply(kernel.load(x.at(at), LANES, count), own), count);
    };
    const block = (count: number) => {
      const [first, second] = rounds(counter);
      drop(kernel.where(isLow, first, kernel.exchange(second, 4)), 0, Math.min(LANES, count));
      if (count > LANES) drop(kernel.where(isLow, kernel.exchange(first, 4), second), 1, count - LANES);
    };
    kernel.repeat(own.count, () => {
      block(BLOCK);
      kernel.assign(counter, kernel.addIntegers(counter, kernel.integer(LANES)));
      for (const pointer of [x, y, m]) kernel.advance(pointer, 4 * BLOCK);
    });
    if (own.isLast && all % BLOCK > 0) block(all % BLOCK);
    // All threads have read the number of steps.
    kernel.barrier();
    if (!own.isLast) return;
    const step = kernel.loadIntegers(fixed(key + 8), 4, 1);
    kernel.store(fixed(key + 8), kernel.addIntegers(step, kernel.integer(1, 4)), 1);
  },
});

/** Overwrites the gradient: gradient·mask. @param floats of a sample */
export const dropoutGradient = defineOperation<Readonly<Record<"mask" | "gradient" | "floats", number>>>(
  "DropoutGradient",
  {
    isDivisible: true,
    emit: (kernel, { mask, gradient, floats }, { rows }) =>
      eachVector(kernel, rows * floats, [mask, gradient], (load, store) => store(1, kernel.multiply(load(1), load(0)))),
  },
);

/** Floats that 16 counters give bits for. */
const BLOCK = 32;

/**
 * The counters of a block's lanes. Each gives two words: eight floats in a row take the first words of four counters, then their
 * second ones. With the middle quarters of 0…15 exchanged, the words of a vector are where they belong, or four lanes away.
 */
function countersOf(kernel: Kernel, lanes: Integers): Integers {
  const low = kernel.and(lanes, kernel.integer(3));
  const up = kernel.shift("left", kernel.and(lanes, kernel.integer(4)), 1);
  const down = kernel.shift("right", kernel.and(lanes, kernel.integer(8)), 1);
  return kernel.or(low, kernel.or(up, down));
}

const ROTATIONS = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
] as const;
const BLOCKS = 5;

/** The generator: two words for each counter. What does not depend on it is worked out at once. */
function roundsOf(kernel: Kernel, key: number): (counter: Integers) => readonly [Integers, Integers] {
  const word = (at: number) => kernel.toInteger(kernel.splat(fixed(key + at)));
  const [low, high] = [word(0), word(4)];
  const keys = [low, high, kernel.xor(kernel.xor(low, high), kernel.integer(0x1bd11bda))] as const;
  const keyAt = (index: number) => keys[index % 3] as Integers;
  const start = kernel.addIntegers(kernel.bits(kernel.splat(fixed(key + 8))), high);
  const added = Array.from({ length: BLOCKS }, (_, block) =>
    kernel.addIntegers(keyAt(block + 2), kernel.integer(block + 1)),
  );
  return (counter) => {
    let [first, second] = [kernel.addIntegers(counter, low), start];
    for (let block = 0; block < BLOCKS; block++) {
      for (const bits of ROTATIONS[block % 2] as readonly number[]) {
        first = kernel.addIntegers(first, second);
        second = kernel.xor(rotate(kernel, second, bits), first);
      }
      first = kernel.addIntegers(first, keyAt(block + 1));
      second = kernel.addIntegers(second, added[block] as Integers);
    }
    return [first, second];
  };
}

const rotate = (kernel: Kernel, x: Integers, bits: number) =>
  kernel.or(kernel.shift("left", x, bits), kernel.shift("right", x, 32 - bits));
