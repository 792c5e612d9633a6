// LayerNorm, RMSNorm and GroupNorm: every group of lines is brought to mean 0 and variance 1, or, not centred, to mean square 1.
// Batches are [rows·groups, lines, stride(width)], statistics [rows·groups, 2]: mean and 1 / deviation.
import { fixed, type Kernel, type Pointer } from "../language/kernel.ts";
import { inParts } from "../language/parts.ts";
import type { Floats } from "../language/values.ts";
import { type ArrayOffsets, defineOperation } from "../operation.ts";
import {
  alongLines,
  LANES,
  type LineStarts,
  pointersAt,
  TurnedSums,
  VECTOR_BYTES,
  type VectorOfLines,
} from "./each-vector.ts";
import { firstLanes } from "./lanes.ts";

/** Values of a line, lines of a group, groups of a sample. */
type GroupShape = Readonly<Record<"width" | "lines" | "groups", number>>;

/** (x − mean) / √(variance + eps), then ·weight + bias [lines, stride(width)], each left out where it is 0. @param eps where it stands */
export const normalise = defineOperation<
  GroupShape & ArrayOffsets<"input" | "output" | "statistics" | "weight" | "bias" | "eps"> & { isCentred: boolean }
>("Normalise", {
  isDivisible: true,
  emit(kernel, { input, output, statistics, weight, bias, eps, isCentred, ...shape }, { rows, words }) {
    const numbers = kernel.load(fixed(words.numbers));
    const size = kernel.float(shape.lines * shape.width);
    const added = kernel.splat(fixed(eps));
    eachGroup(kernel, rows, shape, { input, output, statistics }, (group, along) => {
      const x = group.input;
      const mean = isCentred ? kernel.divide(sumOf(kernel, along, x), size) : kernel.float(0);
      const squares = new TurnedSums(kernel);
      along({ x }, ({ at, count, turn }) => {
        const difference = kernel.subtract(kernel.load(at.x, LANES, count), mean);
        const own = firstLanes(kernel, numbers, difference, count);
        squares.accumulate(turn, own, own);
      });
      const variance = kernel.divide(squares.total(), size);
      const scale = kernel.divide(kernel.float(1), kernel.sqrt(kernel.add(variance, added)));
      kernel.store(group.statistics.at(), mean, 1);
      kernel.store(group.statistics.at(4), scale, 1);
      along({ x, y: group.output, weight: fixed(weight), bias: fixed(bias) }, ({ at, count }) => {
        const standard = kernel.multiply(kernel.subtract(kernel.load(at.x, LANES, count), mean), scale);
        const weighted = weight ? kernel.multiply(standard, kernel.load(at.weight, LANES, count)) : standard;
        const result = bias ? kernel.add(weighted, kernel.load(at.bias, LANES, count)) : weighted;
        kernel.store(at.y, result, count);
      });
    });
  },
});

/** weight' = Σ gradient·x̂ and bias' = Σ gradient, with the input normalised as x̂. @param ofBias 0: none */
export const normaliseWeightGradient = defineOperation<
  GroupShape & ArrayOffsets<"input" | "gradient" | "statistics" | "ofWeight" | "ofBias">
>("NormaliseWeightGradient", {
  isDivisible: true,
  emit(kernel, { input, gradient, statistics, ofWeight, ofBias, ...shape }, { rows, tile }) {
    const { width, lines, groups } = joined(shape);
    const bytes = lineBytes(width);
    // Sums of two arrays, side by side as far as there are registers.
    const vectors = tile.sums >= 4 * 4 ? 4 : 2;
    // Threads divide a line.
    const own = kernel.portion(width, LANES);
    const starts = { x: input, g: gradient, ofWeight, ofBias };
    const names = ofBias ? (["x", "g", "ofWeight", "ofBias"] as const) : (["x", "g", "ofWeight"] as const);
    const pointers = Object.fromEntries(
      names.map((name) => [name, kernel.pointer(fixed(starts[name] + 4 * own.from))]),
    );
    const { x, g, ofWeight: toWeight, ofBias: toBias } = pointers as Record<keyof typeof starts, Pointer>;
    const panel = (floats: number) => {
      const spans = Array.from({ length: Math.ceil(floats / LANES) }, (_, vector) => ({
        offset: VECTOR_BYTES * vector,
        count: Math.min(LANES, floats - LANES * vector),
        products: kernel.variable(kernel.float(0)),
        sum: kernel.variable(kernel.float(0)),
      }));
      const [from, back, kept] = [kernel.pointer(x.at()), kernel.pointer(g.at()), kernel.pointer(fixed(statistics))];
      kernel.repeat(rows * groups, () => {
        const [mean, scale] = [kernel.splat(kept.at()), kernel.splat(kept.at(4))];
        for (const { offset, count, products, sum } of spans) {
          const own = kernel.load(back.at(offset), LANES, count);
          const standard = kernel.multiply(kernel.subtract(kernel.load(from.at(offset), LANES, count), mean), scale);
          kernel.accumulate(products, own, standard);
          if (ofBias) kernel.assign(sum, kernel.add(sum, own));
        }
        kernel.advance(from, lines * bytes);
        kernel.advance(back, lines * bytes);
        kernel.advance(kept, STATISTICS_BYTES);
      });
      for (const { offset, count, products, sum } of spans) {
        kernel.store(toWeight.at(offset), products, count);
        if (ofBias) kernel.store(toBias.at(offset), sum, count);
      }
      for (const pointer of Object.values(pointers)) kernel.advance(pointer, 4 * floats);
    };
    const floats = LANES * vectors;
    kernel.repeat(lines, () => {
      inParts(kernel, own.count, floats, panel);
      for (const pointer of Object.values(pointers)) kernel.advance(pointer, bytes - 4 * own.count);
    });
  },
});

/** With d = gradient·weight: (d − mean d − x̂·mean(d·x̂)) / deviation, and without the first mean if it is not centred. Overwrites the gradient. */
export const normaliseGradient = defineOperation<
  GroupShape & ArrayOffsets<"input" | "gradient" | "statistics" | "weight"> & { isCentred: boolean }
>("NormaliseGradient", {
  isDivisible: true,
  emit(kernel, { input, gradient, statistics, weight, isCentred, ...shape }, { rows }) {
    const size = kernel.float(shape.lines * shape.width);
    eachGroup(kernel, rows, shape, { input, gradient, statistics }, (group, along) => {
      const [mean, scale] = [kernel.splat(group.statistics.at()), kernel.splat(group.statistics.at(4))];
      const places = { x: group.input, g: group.gradient, weight: fixed(weight) };
      const [slopes, products] = [new TurnedSums(kernel), new TurnedSums(kernel)];
      const load = ({ at, count }: VectorOfLines<"x" | "g" | "weight">) => {
        const g = kernel.load(at.g, LANES, count);
        return {
          d: weight ? kernel.multiply(g, kernel.load(at.weight, LANES, count)) : g,
          standard: kernel.multiply(kernel.subtract(kernel.load(at.x, LANES, count), mean), scale),
        };
      };
      along(places, (vector) => {
        const { d, standard } = load(vector);
        if (isCentred) slopes.add(vector.turn, d);
        products.accumulate(vector.turn, d, standard);
      });
      const shift = isCentred ? kernel.divide(slopes.total(), size) : undefined;
      const tilt = kernel.divide(products.total(), size);
      along(places, (vector) => {
        const { d, standard } = load(vector);
        const levelled = kernel.fnma(tilt, standard, shift ? kernel.subtract(d, shift) : d);
        kernel.store(vector.at.g, kernel.multiply(scale, levelled), vector.count);
      });
    });
  },
});

const STATISTICS_BYTES = 8;
const lineBytes = (width: number) => 16 * Math.ceil(width / 4);

/** Lines without padding between them are one line. */
const joined = ({ width, lines, groups }: GroupShape): GroupShape =>
  width % 4 === 0 ? { width: width * lines, lines: 1, groups } : { width, lines, groups };

/** Goes along the lines of a group, one after another. */
type Along = <N extends string>(starts: LineStarts<N>, body: (vector: VectorOfLines<N>) => void) => void;

/** Goes through the groups of a batch, which threads divide. @param arrays where each begins: `statistics`, and others laid out as the batch */
function eachGroup<N extends string>(
  kernel: Kernel,
  rows: number,
  shape: GroupShape,
  arrays: Readonly<Record<N | "statistics", number>>,
  body: (group: Readonly<Record<N | "statistics", Pointer>>, along: Along) => void,
): void {
  const { width, lines, groups } = joined(shape);
  const own = kernel.portion(rows * groups);
  const bytesOf = (name: string) => (name === "statistics" ? STATISTICS_BYTES : lines * lineBytes(width));
  const pointers = Object.entries<number>(arrays).map(
    ([name, start]) => [name, kernel.pointer(fixed(start + bytesOf(name) * own.from))] as const,
  );
  const along: Along = (starts, visit) => {
    if (lines === 1) {
      alongLines(kernel, width, starts, visit);
      return;
    }
    const moving = pointersAt(kernel, starts);
    const advance = (bytes: number) => {
      for (const pointer of Object.values<Pointer>(moving)) kernel.advance(pointer, bytes);
    };
    kernel.repeat(lines, () => {
      alongLines(kernel, width, moving, visit);
      advance(lineBytes(width));
    });
    advance(-lines * lineBytes(width));
  };
  kernel.repeat(own.count, () => {
    body(Object.fromEntries(pointers) as Readonly<Record<N | "statistics", Pointer>>, along);
    for (const [name, pointer] of pointers) kernel.advance(pointer, bytesOf(name));
  });
}

function sumOf(kernel: Kernel, along: Along, start: Pointer): Floats {
  const sums = new TurnedSums(kernel);
  along({ start }, ({ at, count, turn }) => sums.add(turn, kernel.load(at.start, LANES, count)));
  return sums.total();
}
