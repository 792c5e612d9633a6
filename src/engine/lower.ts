import { fixed, Kernel } from "../kernels/language/kernel.ts";
import type { BatchSite, Operation, StepWords } from "../kernels/operation.ts";
import type { Tile } from "../kernels/products/product.ts";
import type { Arena } from "../tape/arena.ts";
import { Op } from "../tape/op.ts";
import { recordsOf, wordsOf } from "../tape/records.ts";
import type { Constant } from "../tape/tape.ts";

/** Operations that became one kernel. */
export interface Lowered {
  readonly words: StepWords;
  readonly operations: readonly Operation[];
  /** Names what is computed: equal for kernels that do the same at the same places. */
  readonly key: string;
}

/** A tape in which operations are replaced by Op.Kernel, one for each run of them. */
export interface LoweredTape {
  readonly words: Int32Array;
  /** By the operand of Op.Kernel. */
  readonly kernels: readonly Lowered[];
  /** What does the whole step, where nothing else has a part in it. */
  readonly whole: Lowered | undefined;
  readonly constants: readonly Constant[];
}

/** Makes kernels of a tape's operations. */
export function lower(words: Int32Array, operations: readonly Operation[], arena: Arena): LoweredTape {
  if (operations.length === 0) return { words, kernels: [], whole: undefined, constants: [] };
  const shared = {
    order: arena.allocate(1),
    step: arena.allocate(1),
    steps: arena.allocate(1),
    numbers: arena.allocate(16),
  };
  const kernels: Lowered[] = [];
  const out: number[] = [];
  let open: Operation[] = [];
  const close = () => {
    if (open.length === 0) return;
    out.push(...wordsOf({ op: Op.Kernel, operands: [kernels.length] }));
    kernels.push({ words: shared, operations: open, key: [shared.order, ...open.map(({ key }) => key)].join(";") });
    open = [];
  };
  for (const record of recordsOf(words)) {
    const operation = record.op === Op.Operation ? operations[record.operands[0] as number] : undefined;
    if (operation) open.push(operation);
    else {
      close();
      out.push(...wordsOf(record));
    }
  }
  const isWhole = kernels.length === 1 && kernels[0]?.operations.length === operations.length && out.length === 3;
  const numbers = Float32Array.from({ length: 16 }, (_, index) => index);
  return {
    words: Int32Array.from(out),
    kernels,
    whole: isWhole ? kernels[0] : undefined,
    constants: [{ offset: shared.numbers, values: numbers }],
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
