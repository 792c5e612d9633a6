// A learnt line for each index. indices [rows, lines, stride(width)] are whole numbers as floats, weight [count, stride(dim)],
// output [rows, lines·width, stride(dim)]. Offsets are in bytes.
import { fixed, type Kernel } from "../language/kernel.ts";
import type { ArenaAddress, Floats } from "../language/values.ts";
import { defineOperation } from "../operation.ts";
import { alongLines, eachVector, LANES } from "./each-vector.ts";
import { clearPadding } from "./rows.ts";

type IndexedLines = {
  readonly indices: number;
  readonly width: number;
  readonly lines: number;
  readonly dim: number;
  /** How many indices there are. */
  readonly count: number;
  /** Twice as long as the indices. */
  readonly scratch: number;
};

/** What is no index gives NaN. */
export const embedding = defineOperation<IndexedLines & { readonly weight: number; readonly output: number }>(
  "Embedding",
  {
    isDivisible: true,
    emit(kernel, { weight, output, ...shape }, { rows }) {
      const step = bytesOf(shape.dim);
      const numbered = numberIndices(kernel, shape, { rows, without: -1 });
      const own = kernel.portion(rows * shape.lines);
      const to = kernel.pointer(fixed(output + step * shape.width * own.from));
      eachIndex(kernel, numbered, own, (index, share) => {
        const from = kernel.row(index, weight, step);
        alongLines(kernel, step / 4, { from, to }, ({ at, count }) =>
          kernel.store(at.to, kernel.multiply(kernel.load(at.from, LANES, count), share), count),
        );
        kernel.advance(to, step);
      });
      clearPadding(kernel, output, rows * shape.lines * shape.width, shape.dim, step);
    },
  },
);

/** Its weight's gradient: Σ gradient where an index stands, in order. @param without this index learns nothing; −1: all do */
export const embeddingGradient = defineOperation<
  IndexedLines & { readonly gradient: number; readonly ofWeight: number; readonly without: number }
>("EmbeddingGradient", {
  isDivisible: true,
  emit(kernel, { gradient, ofWeight, without, ...shape }, { rows }) {
    const step = bytesOf(shape.dim);
    const zero = kernel.float(0);
    eachVector(kernel, (shape.count * step) / 4, [ofWeight], (_, store) => store(0, zero));
    const numbered = numberIndices(kernel, shape, { rows, without });
    // Indices repeat, so threads divide the columns.
    const own = kernel.portion(step / 4, LANES);
    const from = kernel.pointer(fixed(gradient + 4 * own.from));
    eachIndex(kernel, numbered, { from: 0, count: rows * shape.lines }, (index, share) => {
      const to = kernel.row(index, ofWeight + 4 * own.from, step);
      alongLines(kernel, own.count, { from, to }, ({ at, count }) => {
        const own = kernel.where(kernel.equal(share, share), kernel.load(at.from, LANES, count), zero);
        kernel.store(at.to, kernel.add(kernel.load(at.to, LANES, count), own), count);
      });
      kernel.advance(from, step);
    });
  },
});

const bytesOf = (width: number) => 16 * Math.ceil(width / 4);

/** Indices whose numbers stand in scratch. */
interface NumberedIndices {
  readonly at: number;
  readonly width: number;
  /** From line to line, in bytes. */
  readonly line: number;
  /** From a number to its share. */
  readonly toShare: number;
}

/**
 * Writes the row numbers of a batch's indices to scratch, and their shares behind these: 1, or NaN for what is no index, or the
 * one that is left out; the number is 0 then.
 */
function numberIndices(
  kernel: Kernel,
  { indices, width, lines, count, scratch }: IndexedLines,
  { rows, without }: { readonly rows: number; readonly without: number },
): NumberedIndices {
  const line = bytesOf(width);
  const bytes = rows * lines * line;
  const [zero, one, none] = [kernel.float(0), kernel.float(1), kernel.float(Number.NaN)];
  eachVector(kernel, bytes / 4, [indices, scratch, scratch + bytes], (load, store) => {
    const index = load(0);
    const belowEnd = kernel.where(kernel.less(index, kernel.float(count)), one, none);
    const isIndex = kernel.where(kernel.lessOrEqual(zero, index), belowEnd, none);
    const share = without < 0 ? isIndex : kernel.where(kernel.equal(index, kernel.float(without)), none, isIndex);
    const number = kernel.toInteger(kernel.where(kernel.equal(share, one), index, zero));
    store(1, kernel.floats(number));
    store(2, share);
  });
  kernel.barrier();
  return { at: scratch, width, line, toShare: bytes };
}

/** Goes through the indices of some lines. @param body takes where the index stands as an int32, and its share */
function eachIndex(
  kernel: Kernel,
  { at, width, line, toShare }: NumberedIndices,
  { from, count }: { readonly from: number; readonly count: number },
  body: (index: ArenaAddress, share: Floats) => void,
): void {
  const number = kernel.pointer(fixed(at + line * from));
  kernel.repeat(count, () => {
    kernel.repeat(width, () => {
      body(number.at(), kernel.splat(number.at(toShare)));
      kernel.advance(number, 4);
    });
    kernel.advance(number, line - 4 * width);
  });
}
