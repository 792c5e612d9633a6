import { alongLines, behind } from "../families/each-vector.ts";
import { sumOfLanes } from "../families/lanes.ts";
import { fixed, type Kernel, type Pointer } from "../language/kernel.ts";
import { evenly, inParts } from "../language/parts.ts";
import type { Tile } from "../products/product.ts";
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
const VECTOR_BYTES = 4 * LANES;

/** A vector of sums for each weight. */
export const sumsAlong = (shape: ConvolutionShape) => shape.outputs * depthOf(shape) * LANES;

/** How many sums of how many outputs and taps are worked out at once. */
function chunkFor({ sums }: Tile, each: number, taps: number): { readonly outputs: number; readonly taps: number } {
  const isWide = sums >= LANES;
  const most = isWide ? 24 : sums >= 6 ? 4 : 1;
  const outputs = evenly(each, isWide ? 8 : Math.ceil(most / 2));
  return { outputs, taps: evenly(taps, Math.min(9, Math.floor(most / outputs))) };
}

/**
 * weight' = Σ over samples and places of gradient·values, a vector of a line at a time: for few outputs.
 * @param sums see {@link sumsAlong}
 */
export function correlateAlong(
  kernel: Kernel,
  samples: number,
  tile: Tile,
  shape: ConvolutionShape,
  arrays: Readonly<Record<"planes" | "gradient" | "sums" | "ofWeight", number>>,
): void {
  const zero = kernel.float(0);
  alongLines(kernel, sumsAlong(shape), { sums: fixed(arrays.sums) }, ({ at }) => kernel.store(at.sums, zero));
  addAlong(kernel, samples, tile, shape, arrays);
  const [from, to] = [kernel.pointer(fixed(arrays.sums)), kernel.pointer(fixed(arrays.ofWeight))];
  const depth = depthOf(shape);
  kernel.repeat(shape.outputs, () => {
    kernel.repeat(depth, () => {
      kernel.store(to.at(), sumOfLanes(kernel, kernel.load(from.at())), 1);
      kernel.advance(from, VECTOR_BYTES);
      kernel.advance(to, 4);
    });
    kernel.advance(to, 4 * (paddedWidth(depth) - depth));
  });
}

function addAlong(
  kernel: Kernel,
  samples: number,
  tile: Tile,
  shape: ConvolutionShape,
  arrays: Readonly<Record<"planes" | "gradient" | "sums", number>>,
): void {
  const { groups, outputs, outputHeight, outputWidth, kernelHeight, kernelWidth } = shape;
  const [channels, each, depth] = [shape.channels / groups, outputs / groups, depthOf(shape)];
  const step = channelBytes(inputPlanes(shape));
  const plane = 4 * outputHeight * paddedWidth(outputWidth);
  const taps = forwardTaps(shape).flatMap(tapsOf);
  const size = chunkFor(tile, each, taps.length);
  const source = kernel.pointer(fixed(arrays.planes));
  const gradient = kernel.pointer(fixed(arrays.gradient));
  const sums = kernel.pointer(fixed(arrays.sums));
  kernel.repeat(samples, () => {
    kernel.repeat(groups, () => {
      inParts(kernel, each, size.outputs, (rows) => {
        kernel.repeat(channels, () => {
          for (let first = 0; first < taps.length; first += size.taps)
            addChunk(kernel, shape, { source, gradient, sums }, { rows, taps: taps.slice(first, first + size.taps) });
          kernel.advance(source, step);
          kernel.advance(sums, kernelHeight * kernelWidth * VECTOR_BYTES);
        });
        kernel.advance(source, -channels * step);
        kernel.advance(sums, (rows - 1) * depth * VECTOR_BYTES);
        kernel.advance(gradient, rows * plane);
      });
      kernel.advance(source, channels * step);
    });
    kernel.advance(sums, -outputs * depth * VECTOR_BYTES);
  });
}

/** Some taps of some outputs, over all lines of a sample. */
function addChunk(
  kernel: Kernel,
  shape: ConvolutionShape,
  { source, gradient, sums }: Readonly<Record<"source" | "gradient" | "sums", Pointer>>,
  {
    rows,
    taps,
  }: { readonly rows: number; readonly taps: readonly { readonly source: number; readonly weight: number }[] },
): void {
  const { outputHeight, outputWidth } = shape;
  const [line, targetLine] = [lineBytes(inputPlanes(shape)), 4 * paddedWidth(outputWidth)];
  const own = Array.from({ length: rows }, () => taps.map(() => kernel.variable(kernel.float(0))));
  kernel.repeat(outputHeight, () => {
    alongLines(kernel, outputWidth, { source, gradient }, ({ at, count }) => {
      const slopes = own.map((_, row) =>
        kernel.load(behind(at.gradient, row * outputHeight * targetLine), LANES, count),
      );
      for (const [index, tap] of taps.entries()) {
        const value = kernel.load(behind(at.source, tap.source), LANES, count);
        for (const [row, slope] of slopes.entries()) {
          const sum = own[row]?.[index];
          if (sum) kernel.accumulate(sum, slope, value);
        }
      }
    });
    kernel.advance(source, line);
    kernel.advance(gradient, targetLine);
  });
  kernel.advance(source, -outputHeight * line);
  kernel.advance(gradient, -outputHeight * targetLine);
  for (const [row, ofRow] of own.entries())
    for (const [index, sum] of ofRow.entries()) {
      const place = sums.at((row * depthOf(shape) + (taps[index]?.weight ?? 0) / 4) * VECTOR_BYTES);
      kernel.store(place, kernel.add(kernel.load(place), sum));
    }
}
