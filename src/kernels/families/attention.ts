// Self-attention by several heads: softmax(q·kᵀ/√d)·v for each. Projections [rows·time, stride(3·dim)] hold q, k and v side by
// side, each head after head; outputs are [rows·time, stride(dim)], weights [rows·heads·time, stride(time)].
import { fixed, type Kernel, type Pointer } from "../language/kernel.ts";
import type { ArenaAddress, Floats } from "../language/values.ts";
import { type BatchSite, defineOperation } from "../operation.ts";
import { type Matrix, multiply } from "../products/product.ts";
import { transpose } from "../products/transpose.ts";
import { alongLines, LANES } from "./each-vector.ts";
import { exp } from "./functions.ts";
import { maxOfLanes, sumOfLanes } from "./lanes.ts";

/** Positions, features and heads, whose number divides the features. */
type AttentionShape = Readonly<Record<"time" | "dim" | "heads", number>> & {
  /** Whether a position sees only itself and earlier ones. */
  readonly isCausal: boolean;
};

/** Scores and weighted sums are time²·dim products each. */
const flops =
  (products: number) =>
  ({ time, dim }: AttentionShape) =>
    2 * products * time * time * dim;

/** @param scratch [threads, dim/heads, stride(time)] */
export const attention = defineOperation<
  AttentionShape & Readonly<Record<"projections" | "output" | "weights" | "scratch", number>>
>("Attention", {
  flops: flops(2),
  isDivisible: true,
  emit(kernel, { projections, output, weights, scratch: all, ...shape }, site) {
    const sizes = sizesOf(shape);
    const scratch = all + kernel.thread * sizes.width * sizes.line;
    const { time, width, line, step, part, outputStep } = sizes;
    const arrays = {
      q: [projections, "projections"] as const,
      out: [output, "output"] as const,
      w: [weights, "weights"] as const,
    };
    eachHead(kernel, site, sizes, arrays, ({ q, out, w }) => {
      transpose(kernel, from(q, part), from(fixed, scratch), {
        ...{ rows: time, columns: width, sourceStep: step, targetStep: line },
      });
      for (const { first, rows, seen } of sizes.blocks) {
        const scores = { rows, depth: width, columns: seen, aRow: step, aColumn: 4, bStep: line, cStep: line };
        const [a, c] = [from(q, first * step), from(w, first * line)];
        multiply(kernel, scores, site.tile, { a, b: from(fixed, scratch), c });
        weighLines(kernel, sizes, { at: kernel.pointer(w(first * line)), first, rows, seen }, site);
        const sums = { rows, depth: seen, columns: width, aRow: line, aColumn: 4, bStep: step, cStep: outputStep };
        multiply(kernel, sums, site.tile, { a: c, b: from(q, 2 * part), c: from(out, first * outputStep) });
      }
    });
  },
});

/**
 * Gives the gradient of the projections.
 * @param scratch of each thread: vᵀ [dim/heads, stride(time)], gradient of the scores [time, stride(time)]
 */
export const attentionGradient = defineOperation<
  AttentionShape & Readonly<Record<"projections" | "gradient" | "weights" | "ofProjections" | "scratch", number>>
>("AttentionGradient", {
  flops: flops(4),
  isDivisible: true,
  emit(kernel, { projections, gradient, weights, ofProjections, scratch: all, ...shape }, site) {
    const sizes = sizesOf(shape);
    const scratch = all + kernel.thread * (sizes.width + sizes.time) * sizes.line;
    const { time, width, line, step, part, outputStep } = sizes;
    const scores = from(fixed, scratch + width * line);
    const arrays = {
      q: [projections, "projections"] as const,
      back: [ofProjections, "projections"] as const,
      g: [gradient, "output"] as const,
      w: [weights, "weights"] as const,
    };
    eachHead(kernel, site, sizes, arrays, ({ q, back, g, w }) => {
      transpose(kernel, from(q, 2 * part), from(fixed, scratch), {
        ...{ rows: time, columns: width, sourceStep: step, targetStep: line },
      });
      for (const { first, rows, seen } of sizes.blocks) {
        const shape = { rows, depth: width, columns: seen, aRow: outputStep, aColumn: 4, bStep: line, cStep: line };
        const c = from(scores, first * line);
        multiply(kernel, shape, site.tile, { a: from(g, first * outputStep), b: from(fixed, scratch), c });
        slopesOfScores(kernel, sizes, { weights: w(first * line), slopes: c(0), rows, seen });
        const ofQueries = { rows, depth: seen, columns: width, aRow: line, aColumn: 4, bStep: step, cStep: step };
        multiply(kernel, ofQueries, site.tile, { a: c, b: from(q, part), c: from(back, first * step) });
      }
      for (const { first, rows, seenFrom } of sizes.blocks) {
        // Of transposes: each key gathers from the positions that see it.
        const turned = { rows, depth: time - seenFrom, columns: width, aRow: 4, aColumn: line, cStep: step };
        const start = 4 * first + seenFrom * line;
        multiply(kernel, { ...turned, bStep: outputStep }, site.tile, {
          ...{ a: from(w, start), b: from(g, seenFrom * outputStep), c: from(back, 2 * part + first * step) },
        });
        multiply(kernel, { ...turned, bStep: step }, site.tile, {
          a: from(scores, start),
          ...{ b: from(q, seenFrom * step), c: from(back, part + first * step) },
        });
      }
    });
  },
});

/** Positions that are worked out together. */
interface PositionBlock {
  readonly first: number;
  readonly rows: number;
  /** They see the positions before this one. */
  readonly seen: number;
  /** The positions from this one on see them. */
  readonly seenFrom: number;
}

interface AttentionSizes extends AttentionShape {
  /** Features of a head. */
  readonly width: number;
  /** In bytes: a line of weights, a line of projections, from q to k and from k to v, a line of the output. */
  readonly line: number;
  readonly step: number;
  readonly part: number;
  readonly outputStep: number;
  readonly blocks: readonly PositionBlock[];
}

const bytesOf = (width: number) => 16 * Math.ceil(width / 4);
/** The part of a matrix from a place on. */
const from =
  (matrix: Matrix, start: number): Matrix =>
  (offset) =>
    matrix(start + offset);

/** Causal attention is cut into so many blocks at most, each of which leaves out what lies behind it. */
const MOST_BLOCKS = 4;

function sizesOf(shape: AttentionShape): AttentionSizes {
  const { time, dim, heads, isCausal } = shape;
  const size = isCausal ? LANES * Math.ceil(time / LANES / MOST_BLOCKS) : time;
  const blocks = Array.from({ length: Math.ceil(time / size) }, (_, index) => {
    const [first, end] = [index * size, Math.min(time, (index + 1) * size)];
    return { first, rows: end - first, seen: isCausal ? end : time, seenFrom: isCausal ? first : 0 };
  });
  const steps = { line: bytesOf(time), step: bytesOf(3 * dim), part: 4 * dim, outputStep: bytesOf(dim) };
  return { ...shape, width: dim / heads, ...steps, blocks };
}

/** How an array is laid out: as projections, as the layer's output, or as weights. */
type Layout = "projections" | "output" | "weights";

/** Goes through the heads of all rows, which threads divide. @param arrays where each begins; those laid out alike share a pointer */
function eachHead<N extends string>(
  kernel: Kernel,
  { rows }: BatchSite,
  { time, dim, heads, width, line, step, outputStep }: AttentionSizes,
  arrays: Readonly<Record<N, readonly [start: number, layout: Layout]>>,
  body: (places: Readonly<Record<N, Matrix>>) => void,
): void {
  const entries = Object.entries<readonly [number, Layout]>(arrays);
  const layouts = [...new Set(entries.map(([, [, layout]]) => layout))];
  const own = kernel.portion(rows);
  const bytesOfRow = { projections: time * step, output: time * outputStep, weights: heads * time * line };
  const pointers = layouts.map((layout) => {
    const first = Math.min(...entries.filter(([, [, other]]) => other === layout).map(([, [start]]) => start));
    return { layout, first, pointer: kernel.pointer(fixed(first + own.from * bytesOfRow[layout])) };
  });
  const places = pointers.flatMap(({ layout, first, pointer }) =>
    entries
      .filter(([, [, other]]) => other === layout)
      .map(([name, [start]]): [string, Matrix] => [name, from((offset) => pointer.at(offset), start - first)]),
  );
  const advance = (by: Readonly<Record<Layout, number>>) => {
    for (const { layout, pointer } of pointers) kernel.advance(pointer, by[layout]);
  };
  kernel.repeat(own.count, () => {
    kernel.repeat(heads, () => {
      body(Object.fromEntries(places) as Readonly<Record<N, Matrix>>);
      advance({ projections: 4 * width, output: 4 * width, weights: time * line });
    });
    advance({ projections: time * step - 4 * dim, output: time * outputStep - 4 * dim, weights: 0 });
  });
}

/** Softmax of lines of scores times 1/√d. What a line's position does not see has weight 0. */
function weighLines(
  kernel: Kernel,
  { width, line, isCausal }: AttentionSizes,
  { at, first, rows, seen }: { readonly at: Pointer } & Pick<PositionBlock, "first" | "rows" | "seen">,
  { words }: BatchSite,
): void {
  const factor = kernel.float(1 / Math.sqrt(width));
  const numbers = kernel.load(fixed(words.numbers));
  /** The first position that the line does not see. */
  const end = kernel.variable(kernel.float(isCausal ? first + 1 : seen));
  const whole = kernel.float(LANES);
  kernel.repeat(rows, () => {
    const along = (
      change: (value: Floats, seen: (value: Floats, otherwise: number) => Floats) => Floats | undefined,
    ) => {
      const column = kernel.variable(numbers);
      alongLines(kernel, seen, { line: at }, ({ at, count, first: start }) => {
        const isAllSeen = isCausal
          ? start !== undefined && start + LANES <= first
          : start === undefined || count === LANES;
        const old = kernel.load(at.line, LANES, count);
        const result = change(old, (value, otherwise) =>
          isAllSeen ? value : kernel.where(kernel.less(column, end), value, kernel.float(otherwise)),
        );
        if (result) kernel.store(at.line, result, count);
        kernel.assign(column, kernel.add(column, whole));
      });
    };
    const most = kernel.variable(kernel.float(-Infinity));
    along((score, seen) => {
      kernel.assign(most, kernel.max(most, seen(kernel.multiply(score, factor), -Infinity)));
      return undefined;
    });
    const largest = maxOfLanes(kernel, most);
    const sum = kernel.variable(kernel.float(0));
    along((score, seen) => {
      const power = seen(exp(kernel, kernel.subtract(kernel.multiply(score, factor), largest)), 0);
      kernel.assign(sum, kernel.add(sum, power));
      return power;
    });
    const share = kernel.divide(kernel.float(1), sumOfLanes(kernel, sum));
    along((power) => kernel.multiply(power, share));
    kernel.advance(at, line);
    if (isCausal) kernel.assign(end, kernel.add(end, kernel.float(1)));
  });
}

/** Gradient by the scores before softmax: weights·(slopes − Σ slopes·weights)/√d. Overwrites slopes. */
function slopesOfScores(
  kernel: Kernel,
  { width, line }: AttentionSizes,
  {
    weights,
    slopes,
    rows,
    seen,
  }: Readonly<Record<"weights" | "slopes", ArenaAddress>> & Pick<PositionBlock, "rows" | "seen">,
): void {
  const factor = kernel.float(1 / Math.sqrt(width));
  const [ofWeights, ofSlopes] = [kernel.pointer(weights), kernel.pointer(slopes)];
  kernel.repeat(rows, () => {
    const lines = { weights: ofWeights, slopes: ofSlopes };
    const along = (body: (weight: Floats, slope: Floats) => Floats | undefined) =>
      alongLines(kernel, seen, lines, ({ at, count }) => {
        const result = body(kernel.load(at.weights, LANES, count), kernel.load(at.slopes, LANES, count));
        if (result) kernel.store(at.slopes, result, count);
      });
    const sum = kernel.variable(kernel.float(0));
    along((weight, slope) => void kernel.accumulate(sum, weight, slope));
    const mean = sumOfLanes(kernel, sum);
    along((weight, slope) => kernel.multiply(weight, kernel.multiply(kernel.subtract(slope, mean), factor)));
    kernel.advance(ofWeights, line);
    kernel.advance(ofSlopes, line);
  });
}
