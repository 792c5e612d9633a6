// MaxPool over squares of two by two that lie side by side: lines are taken in pairs, columns apart. Samples are
// [channels, height, stride(width)] and become half as high and wide. Offsets are in bytes.
import { fixed, type Kernel, type Pointer } from "../language/kernel.ts";
import type { Floats } from "../language/values.ts";
import { type BatchSite, defineOperation } from "../operation.ts";
import { LANES, VECTOR_BYTES } from "./each-vector.ts";
import { firstLanes } from "./lanes.ts";
import { clearPadding } from "./rows.ts";

type Images = Readonly<Record<"channels" | "height" | "width", number>>;
type SquaresPlaces<Names extends string> = Readonly<Record<Names, number>>;

/** NaN is the largest. */
export const maxPoolOfSquares = defineOperation<Images & SquaresPlaces<"input" | "output">>("MaxPool", {
  emit(kernel, { input, output, ...images }, site) {
    const numbers = kernel.load(fixed(site.words.numbers));
    eachSquares(kernel, images, site, { inputs: [input], outputs: [output] }, ({ inputs, outputs, counts }) => {
      const [above, below] = linesAt(kernel, inputs[0] as Pointer, images, counts);
      const [low, high] = [largest(kernel, above[0], below[0]), largest(kernel, above[1], below[1])];
      const most = largest(kernel, ...kernel.deinterleave(low, high));
      const padded = bytesOf(counts.squares) / 4;
      // Of an odd column there is half a square, in a lane of the padding.
      const own = padded > counts.squares ? firstLanes(kernel, numbers, most, counts.squares) : most;
      kernel.store((outputs[0] as Pointer).at(), own, padded);
    });
  },
});

/** Each gradient goes to the first of a square that is as large as its output. */
export const maxPoolOfSquaresGradient = defineOperation<
  Images & SquaresPlaces<"input" | "output" | "gradient" | "ofInput">
>("MaxPoolGradient", {
  emit(kernel, { input, output, gradient, ofInput, ...images }, site) {
    const zero = kernel.float(0);
    const arrays = { inputs: [input, ofInput], outputs: [output, gradient] };
    const step = bytesOf(images.width);
    eachSquares(kernel, images, site, arrays, ({ inputs, outputs, counts }) => {
      const [from, to] = inputs as [Pointer, Pointer];
      const [most, g] = outputs.map((at) => kernel.load(at.at(), LANES, counts.squares)) as [Floats, Floats];
      const corners = linesAt(kernel, from, images, counts).map((line) => kernel.deinterleave(...line));
      let rest = g;
      for (const [index, line] of corners.entries()) {
        const shares = line.map((value) => {
          // What is not less is as large, or there is a NaN.
          const isLess = kernel.less(value, most);
          const share = kernel.where(isLess, zero, rest);
          rest = kernel.where(isLess, rest, zero);
          return share;
        }) as [Floats, Floats];
        for (const [half, share] of kernel.interleave(...shares).entries()) {
          const count = counts.columns[half] as number;
          if (count > 0) kernel.store(to.at(index * step + half * VECTOR_BYTES), share, count);
        }
      }
    });
    clearRest(kernel, ofInput, images, site);
  },
});

const bytesOf = (width: number) => 16 * Math.ceil(width / 4);

/** a, unless b is more, or NaN. */
function largest(kernel: Kernel, a: Floats, b: Floats): Floats {
  return kernel.where(kernel.equal(b, b), kernel.max(b, a), b);
}

/** Lanes in use: of the squares at hand, and of the two vectors of columns that they stand on. */
interface LaneCounts {
  readonly squares: number;
  readonly columns: readonly [number, number];
}

/** Two vectors of each of two lines. */
function linesAt(kernel: Kernel, from: Pointer, { width }: Images, { columns }: LaneCounts) {
  const [low, high] = columns;
  const line = (offset: number): [Floats, Floats] => [
    kernel.load(from.at(offset), LANES, low),
    high > 0 ? kernel.load(from.at(offset + VECTOR_BYTES), LANES, high) : kernel.float(0),
  ];
  return [line(0), line(bytesOf(width))] as const;
}

/** Squares that lie side by side, up to 16. Pointers are at the first one's upper line, and at its value. */
interface Squares {
  readonly inputs: readonly Pointer[];
  readonly outputs: readonly Pointer[];
  readonly counts: LaneCounts;
}

/** Goes through the squares of a batch, line by line. */
function eachSquares(
  kernel: Kernel,
  { channels, height, width }: Images,
  { rows }: BatchSite,
  arrays: { readonly inputs: readonly number[]; readonly outputs: readonly number[] },
  body: (squares: Squares) => void,
): void {
  const inputs = arrays.inputs.map((offset) => kernel.pointer(fixed(offset)));
  const outputs = arrays.outputs.map((offset) => kernel.pointer(fixed(offset)));
  const squares = Math.floor(width / 2);
  const whole = Math.floor(squares / LANES);
  const advance = (bytesOfInputs: number, bytesOfOutputs: number) => {
    for (const pointer of inputs) kernel.advance(pointer, bytesOfInputs);
    for (const pointer of outputs) kernel.advance(pointer, bytesOfOutputs);
  };
  kernel.repeat(rows * channels, () => {
    kernel.repeat(Math.floor(height / 2), () => {
      kernel.repeat(whole, () => {
        body({ inputs, outputs, counts: { squares: LANES, columns: [LANES, LANES] } });
        advance(2 * VECTOR_BYTES, VECTOR_BYTES);
      });
      const rest = squares % LANES;
      // To the end of the line: what is behind the squares has no share of a gradient.
      const ends = bytesOf(width) / 4 - 2 * LANES * whole;
      const columns = [Math.min(LANES, ends), Math.max(0, ends - LANES)] as const;
      if (rest > 0) body({ inputs, outputs, counts: { squares: rest, columns } });
      advance(2 * bytesOf(width) - 2 * whole * VECTOR_BYTES, bytesOf(squares) - whole * VECTOR_BYTES);
    });
    if (height % 2 === 1) for (const pointer of inputs) kernel.advance(pointer, bytesOf(width));
  });
}

/** Zeros what no square has been beside: the last line of an odd number, and a last column behind whole vectors. */
function clearRest(kernel: Kernel, values: number, { channels, height, width }: Images, { rows }: BatchSite): void {
  const step = bytesOf(width);
  const whole = 2 * LANES;
  if (width % whole === 1) clearPadding(kernel, values, rows * channels * height, width - 1, step);
  if (height % 2 === 0) return;
  const zero = kernel.float(0, 4);
  const at = kernel.pointer(fixed(values + (height - 1) * step));
  kernel.repeat(rows * channels, () => {
    kernel.repeat(step / 16, () => {
      kernel.store(at.at(), zero);
      kernel.advance(at, 16);
    });
    kernel.advance(at, (height - 1) * step);
  });
}
