import { fixed, Kernel } from "../kernels/language/kernel.ts";
import type { BatchSite, Operation, StepWords } from "../kernels/operation.ts";
import type { Tile } from "../kernels/products/product.ts";
import type { Arena } from "../tape/arena.ts";
import type { Constant, Tape } from "../tape/tape.ts";

/** A tape's operations, to become one kernel. */
export interface Lowered {
  readonly words: StepWords;
  readonly operations: readonly Operation[];
  /** Names what is computed: equal for kernels that do the same at the same places. */
  readonly key: string;
  /** The tape's, and what kernels have in common. */
  readonly constants: readonly Constant[];
}

/** Reserves room for what the kernel of a tape is told. */
export function lower({ operations, constants }: Tape, arena: Arena): Lowered {
  const words = {
    order: arena.allocate(1),
    step: arena.allocate(1),
    steps: arena.allocate(1),
    numbers: arena.allocate(16),
  };
  const numbers = Float32Array.from({ length: 16 }, (_, index) => index);
  return {
    words,
    operations,
    key: [words.order, ...operations.map(({ key }) => key)].join(";"),
    constants: [...constants, { offset: words.numbers, values: numbers }],
  };
}

/** The kernel for steps on batches of so many rows. */
export function programOf({ operations, words }: Lowered, rows: number, tile: Tile) {
  const kernel = new Kernel("step");
  const site: BatchSite = { rows, tile, words };
  const add = (word: number, value: number) =>
    kernel.store(fixed(word), kernel.addIntegers(kernel.loadIntegers(fixed(word), 4, 1), kernel.integer(value, 4)), 1);
  kernel.repeat(fixed(words.steps), () => {
    for (const operation of operations) operation.emit(kernel, site);
    add(words.order, rows);
    add(words.step, 1);
  });
  return kernel.program;
}
