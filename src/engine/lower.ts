import { COUNTER_BYTES, fixed, Kernel, MOST_THREADS, type Team } from "../kernels/language/kernel.ts";
import type { BatchSite, Operation, StepWords } from "../kernels/operation.ts";
import type { Tile } from "../kernels/products/product.ts";
import type { Arena } from "../tape/arena.ts";
import type { Constant, Tape } from "../tape/tape.ts";

/** A tape's operations, to become one kernel. */
export interface Lowered {
  readonly words: StepWords;
  readonly operations: readonly Operation[];
  /** Where threads count barriers: see Team. */
  readonly counters: number;
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
    counters: arena.allocate((MOST_THREADS * COUNTER_BYTES) / 4),
    key: [words.order, ...operations.map(({ key }) => key)].join(";"),
    constants: [...constants, { offset: words.numbers, values: numbers }],
  };
}

/** Which of the threads that run a kernel together. */
export type Thread = Pick<Team, "index" | "size">;

/** The kernel for steps on batches of so many rows. @param thread undefined: one runs it alone */
export function programOf({ operations, words, counters }: Lowered, rows: number, tile: Tile, thread?: Thread) {
  const kernel = new Kernel("step", 16, thread && { ...thread, counters });
  const site: BatchSite = { rows, tile, words };
  const isFirst = thread === undefined || thread.index === 0;
  const meet = () => kernel.divided(() => kernel.barrier());
  const add = (word: number, value: number) =>
    kernel.store(fixed(word), kernel.addIntegers(kernel.loadIntegers(fixed(word), 4, 1), kernel.integer(value, 4)), 1);
  kernel.repeat(fixed(words.steps), () => {
    for (const [index, operation] of operations.entries()) {
      const isNextDivided = operations[index + 1]?.isDivisible ?? false;
      if (operation.isDivisible) kernel.divided(() => operation.emit(kernel, site));
      else if (isFirst) operation.emit(kernel, site);
      if (operation.isDivisible || isNextDivided) meet();
    }
    if (isFirst) {
      add(words.order, rows);
      add(words.step, 1);
    }
    meet();
  });
  return kernel.program;
}
