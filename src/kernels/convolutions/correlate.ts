import { alongLines } from "../families/each-vector.ts";
import { fixed, type Kernel, type Pointer } from "../language/kernel.ts";
import { evenly } from "../language/parts.ts";
import type { Floats } from "../language/values.ts";
import type { Tile } from "../products/product.ts";
import { transpose } from "../products/transpose.ts";
import { correlateAlong, sumsAlong } from "./correlate-along.ts";
import {
  type ConvolutionShape,
  channelBytes,
  depthOf,
  forwardTaps,
  inputPlanes,
  lineBytes,
  paddedWidth,
  tapsOf,
} from "./shape.ts";

const LANES = 16;
/** So many products are added up at most before their sum is added to others: a longer sum would lose digits. */
const LONGEST_SUM = 1024;

/** Offsets of: planes of the input, the output's gradient, that with outputs side by side, sums, the weight's gradient. */
interface CorrelationArrays {
  readonly planes: number;
  readonly gradient: number;
  /** [samples, groups, outputHeight, stride(outputWidth), stride(outputs/groups)], where it is needed */
  readonly turned: number;
  /** See {@link correlationRoom}. */
  readonly sums: number;
  readonly ofWeight: number;
}

/** Sums for more weights than that would not stay in the cache. */
const MOST_ALONG = 4096;

/** Whether vectors hold values of a line, rather than outputs of a group: a rough count of what each way takes. */
function goesAlong(shape: ConvolutionShape): boolean {
  const { outputs, groups, outputHeight, outputWidth } = shape;
  const each = outputs / groups;
  const along = each * (outputHeight * Math.ceil(outputWidth / LANES) + 3);
  const across = 1.3 * Math.ceil(each / LANES) * outputHeight * outputWidth;
  return along < across && outputs * depthOf(shape) <= MOST_ALONG;
}

/** Floats of {@link CorrelationArrays}: `turned` of a sample, and sums. */
export function correlationRoom(shape: ConvolutionShape): { readonly turned: number; readonly sums: number } {
  if (goesAlong(shape)) return { turned: 0, sums: sumsAlong(shape) };
  const { outputs, groups, outputHeight, outputWidth } = shape;
  const each = paddedWidth(outputs / groups);
  const turned = groups * outputHeight * paddedWidth(outputWidth) * each;
  return { turned, sums: groups * depthOf(shape) * each };
}

/** weight' = Σ over samples and places of gradient·values. */
export function correlate(
  kernel: Kernel,
  samples: number,
  tile: Tile,
  shape: ConvolutionShape,
  arrays: CorrelationArrays,
): void {
  if (goesAlong(shape)) correlateAlong(kernel, samples, tile, shape, arrays);
  else correlateAcross(kernel, samples, tile, shape, arrays);
}

/** The outputs of a group side by side in a vector's lanes. */
function correlateAcross(
  kernel: Kernel,
  samples: number,
  tile: Tile,
  shape: ConvolutionShape,
  arrays: CorrelationArrays,
): void {
  const { groups, outputs, outputHeight, outputWidth } = shape;
  const each = outputs / groups;
  const depth = depthOf(shape);
  const places = outputHeight * paddedWidth(outputWidth);
  const step = 4 * paddedWidth(each);
  const [gradient, turned] = [kernel.pointer(fixed(arrays.gradient)), kernel.pointer(fixed(arrays.turned))];
  kernel.repeat(samples * groups, () => {
    const plane = { rows: each, columns: places, sourceStep: 4 * places, targetStep: step };
    transpose(
      kernel,
      (offset) => gradient.at(offset),
      (offset) => turned.at(offset),
      plane,
    );
    kernel.advance(gradient, 4 * each * places);
    kernel.advance(turned, step * places);
  });
  const zero = kernel.float(0);
  alongLines(kernel, (groups * depth * step) / 4, { sums: fixed(arrays.sums) }, ({ at, count }) =>
    kernel.store(at.sums, zero, count),
  );
  addProducts(kernel, samples, tile, shape, arrays);
  const [from, to] = [kernel.pointer(fixed(arrays.sums)), kernel.pointer(fixed(arrays.ofWeight))];
  kernel.repeat(groups, () => {
    const turn = { rows: depth, columns: each, sourceStep: step, targetStep: 4 * paddedWidth(depth) };
    transpose(
      kernel,
      (offset) => from.at(offset),
      (offset) => to.at(offset),
      turn,
    );
    kernel.advance(from, depth * step);
    kernel.advance(to, each * 4 * paddedWidth(depth));
  });
}

interface TapChunk {
  /** Vectors of outputs: the offset of each, and its lanes. */
  readonly vectors: readonly { readonly offset: number; readonly count: number }[];
  readonly taps: readonly { readonly source: number; readonly weight: number }[];
}

/** What is added up at once: as many taps and outputs as there are registers for. */
function chunksOf(tile: Tile, shape: ConvolutionShape): readonly TapChunk[] {
  const each = shape.outputs / shape.groups;
  const taps = forwardTaps(shape).flatMap(tapsOf);
  const most = tile.sums >= LANES && each > LANES ? 2 : 1;
  const vectors = Array.from({ length: Math.ceil(each / LANES) }, (_, index) => ({
    offset: 4 * LANES * index,
    count: Math.min(LANES, each - LANES * index),
  }));
  const size = evenly(taps.length, Math.min(12, Math.floor(tile.sums / most)));
  return split(vectors, most).flatMap((some) => split(taps, size).map((own) => ({ vectors: some, taps: own })));
}

const split = <T>(list: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, index) => list.slice(index * size, (index + 1) * size));

/** The most lines, of those that divide their number, whose values are not too many for a sum. */
function linesOfSum({ outputHeight, outputWidth }: ConvolutionShape): number {
  const fits = (lines: number) => outputHeight % lines === 0 && lines * outputWidth <= LONGEST_SUM;
  let lines = outputHeight;
  while (lines > 1 && !fits(lines)) lines--;
  return lines;
}

function addProducts(
  kernel: Kernel,
  samples: number,
  tile: Tile,
  shape: ConvolutionShape,
  arrays: CorrelationArrays,
): void {
  const { groups, outputs, outputHeight, outputWidth, kernelHeight, kernelWidth } = shape;
  const [channels, planes] = [shape.channels / groups, inputPlanes(shape)];
  const step = 4 * paddedWidth(outputs / groups);
  const lines = linesOfSum(shape);
  const line = paddedWidth(outputWidth) * step;
  const group = channels * kernelHeight * kernelWidth * step;
  for (const chunk of chunksOf(tile, shape)) {
    const source = kernel.pointer(fixed(arrays.planes));
    const turned = kernel.pointer(fixed(arrays.turned));
    const sums = kernel.pointer(fixed(arrays.sums));
    kernel.repeat(samples, () => {
      kernel.repeat(groups, () => {
        kernel.repeat(channels, () => {
          kernel.repeat(outputHeight / lines, () =>
            addChunk(kernel, chunk, { source, turned, sums }, step, (add) =>
              kernel.repeat(lines, () => {
                kernel.repeat(outputWidth, () => {
                  add();
                  kernel.advance(source, 4);
                  kernel.advance(turned, step);
                });
                kernel.advance(source, lineBytes(planes) - 4 * outputWidth);
                kernel.advance(turned, line - outputWidth * step);
              }),
            ),
          );
          kernel.advance(source, channelBytes(planes) - outputHeight * lineBytes(planes));
          kernel.advance(turned, -outputHeight * line);
          kernel.advance(sums, kernelHeight * kernelWidth * step);
        });
        kernel.advance(turned, outputHeight * line);
      });
      kernel.advance(sums, -groups * group);
    });
  }
}

/** Adds to the sums of a chunk what is visited. */
function addChunk(
  kernel: Kernel,
  { vectors, taps }: TapChunk,
  { source, turned, sums }: Readonly<Record<"source" | "turned" | "sums", Pointer>>,
  step: number,
  visit: (add: () => void) => void,
): void {
  const own = taps.map(() => vectors.map(() => kernel.variable(kernel.float(0))));
  visit(() => {
    const slopes = vectors.map(({ offset, count }) => kernel.load(turned.at(offset), LANES, count));
    for (const [index, tap] of taps.entries()) {
      const value = kernel.splat(source.at(tap.source));
      for (const [vector, sum] of (own[index] ?? []).entries()) kernel.accumulate(sum, value, slopes[vector] as Floats);
    }
  });
  for (const [index, { weight }] of taps.entries())
    for (const [vector, { offset, count }] of vectors.entries()) {
      // Weights of an output lie side by side, sums in rows of their own.
      const place = sums.at((weight / 4) * step + offset);
      const sum = own[index]?.[vector] as Floats;
      kernel.store(place, kernel.add(kernel.load(place, LANES, count), sum), count);
    }
}
