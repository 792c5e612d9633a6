import { Kernel } from "../kernels/language/kernel.ts";
import type { Arena } from "../tape/arena.ts";
import { Op } from "../tape/op.ts";
import { recordsOf, type TapeRecord, wordsOf } from "../tape/records.ts";
import type { Constant } from "../tape/tape.ts";
import { LAYERS } from "./lower-layers.ts";
import { LOSSES } from "./lower-losses.ts";
import { UPDATES } from "./lower-updates.ts";
import type { Lowering, StepShape, StepWords } from "./lowering.ts";

const LOWER = { ...LAYERS, ...LOSSES, ...UPDATES };

/** Multiplications of a product from which a step is worth kernels of its own: small models are faster record by record. */
const LARGE = 4096;

/** Addresses stand in instructions of machine code, where an offset is an int32. Some room is left for what lowering adds. */
const MOST_BYTES = 0x7f00_0000;

/** Records that became one kernel. */
export interface Lowered {
  readonly words: StepWords;
  readonly parts: readonly Lowering[];
  /** Names what is computed: equal for kernels that do the same at the same places. */
  readonly key: string;
}

/** A tape in which records with kernels are replaced by Op.Kernel, one for each run of them. */
export interface LoweredTape {
  readonly words: Int32Array;
  /** By the operand of Op.Kernel. */
  readonly kernels: readonly Lowered[];
  readonly constants: readonly Constant[];
}

/** Whether some product of a batch is large. The same on every machine: what computes a record shows in its bits. */
const isLarge = (records: readonly TapeRecord[], rows: number) =>
  records.some(
    ({ op, operands: [, , , , inputs = 0, outputs = 0, lines = 0] }) =>
      op === Op.Linear && rows * lines * inputs * outputs >= LARGE,
  );

/** Lowers what it can of a tape for batches of up to `rows` rows. */
export function lower(words: Int32Array, rows: number, arena: Arena): LoweredTape {
  const records = [...recordsOf(words)];
  if (!isLarge(records, rows) || arena.end > MOST_BYTES) return { words, kernels: [], constants: [] };
  const shared = { order: arena.allocate(1), step: arena.allocate(1), numbers: arena.allocate(16) };
  const kernels: Lowered[] = [];
  const out: number[] = [];
  let open: { readonly parts: Lowering[]; readonly keys: string[] } | undefined;
  const close = () => {
    if (!open) return;
    out.push(...wordsOf({ op: Op.Kernel, operands: [kernels.length] }));
    kernels.push({ words: shared, parts: open.parts, key: open.keys.join(";") });
    open = undefined;
  };
  for (const record of records) {
    const before = arena.end;
    const lowering = LOWER[record.op]?.(record.operands, { arena, words: shared });
    if (lowering) {
      open ??= { parts: [], keys: [] };
      open.parts.push(lowering);
      open.keys.push([before, ...wordsOf(record)].join());
    } else {
      close();
      out.push(...wordsOf(record));
    }
  }
  close();
  const numbers = Float32Array.from({ length: 16 }, (_, index) => index);
  return { words: Int32Array.from(out), kernels, constants: [{ offset: shared.numbers, values: numbers }] };
}

/** The kernel for a batch. */
export function programOf({ parts }: Lowered, shape: StepShape) {
  const kernel = new Kernel("step");
  for (const part of parts) part.emit(kernel, shape);
  return kernel.program;
}
