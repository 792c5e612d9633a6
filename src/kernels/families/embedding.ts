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
    emit(kernel, { weight, output, ...shape }, { rows }) {
      const step = bytesOf(shape.dim);
      const to = kernel.pointer(fixed(output));
      eachIndex(kernel, shape, { rows, without: -1 }, (index, share) => {
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
  emit(kernel, { gradient, ofWeight, without, ...shape }, { rows }) {
    const step = bytesOf(shape.dim);
    const zero = kernel.float(0);
    eachVector(kernel, (shape.count * step) / 4, [ofWeight], (_, store) => store(0, zero));
    const from = kernel.pointer(fixed(gradient));
    eachIndex(kernel, shape, { rows, without }, (index, share) => {
      const to = kernel.row(index, ofWeight, step);
      alongLines(kernel, step / 4, { from, to }, ({ at, count }) => {
        const own = kernel.where(kernel.equal(share, share), kernel.load(at.from, LANES, count), zero);
        kernel.store(at.to, kernel.add(kernel.load(at.to, LANES, count), own), count);
      });
      kernel.advance(from, step);
    });
  },
});

const bytesOf = (width: number) => 16 * Math.ceil(width / 4);

/**
 * Goes through the indices of a batch. Their row numbers are written to scratch first, and behind these their shares.
 * @param body takes where the index stands as an int32, and its share: 1, or NaN for what is no index, or the one that is
 * left out; the number is 0 then
 */
function eachIndex(
  kernel: Kernel,
  { indices, width, lines, count, scratch }: IndexedLines,
  { rows, without }: { readonly rows: number; readonly without: number },
  body: (index: ArenaAddress, share: Floats) => void,
): void {
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
  const at = kernel.pointer(fixed(scratch));
  kernel.repeat(rows * lines, () => {
    kernel.repeat(width, () => {
      body(at.at(), kernel.splat(at.at(bytes)));
      kernel.advance(at, 4);
    });
    kernel.advance(at, line - 4 * width);
  });
}
