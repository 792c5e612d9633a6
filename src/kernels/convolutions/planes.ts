import { alongLines } from "../families/each-vector.ts";
import { fixed, type Kernel, type Pointer } from "../language/kernel.ts";
import type { ArenaAddress } from "../language/values.ts";
import { channelBytes, lineBytes, type PlaneShape, paddedWidth, phaseBytes } from "./shape.ts";

const LANES = 16;

/** From images to planes, or the way back. */
type CopyDirection = "to planes" | "to images";

interface PlaneArrays {
  readonly images: number;
  readonly planes: number;
}

/**
 * Copies images [samples, channels, height, stride(width)] to planes, or back. Zeros around the images, and their padding, are not
 * touched: nothing else is ever there.
 */
export function copyPlanes(
  kernel: Kernel,
  samples: number,
  shape: PlaneShape,
  { images, planes }: PlaneArrays,
  direction: CopyDirection,
): void {
  const { height, width, stepHeight, top } = shape;
  const imageLine = 4 * paddedWidth(width);
  const image = kernel.pointer(fixed(images));
  const plane = kernel.pointer(fixed(planes));
  kernel.repeat(samples * shape.channels, () => {
    for (let phase = 0; phase < stepHeight; phase++) {
      const { first, place, count } = spread(height, stepHeight, top, phase);
      if (count === 0) continue;
      const line = kernel.pointer(image.at(first * imageLine));
      const start = phase * shape.stepWidth * phaseBytes(shape) + place * lineBytes(shape);
      const own = kernel.pointer(plane.at(start));
      kernel.repeat(count, () => {
        copyLine(kernel, shape, line, own, direction);
        kernel.advance(line, stepHeight * imageLine);
        kernel.advance(own, lineBytes(shape));
      });
    }
    kernel.advance(image, height * imageLine);
    kernel.advance(plane, channelBytes(shape));
  });
}

/** Which of `size` values are in a phase: the first, where in the phase it comes, and how many there are. */
function spread(size: number, step: number, before: number, phase: number) {
  const first = (((phase - before) % step) + step) % step;
  return { first, place: (first + before - phase) / step, count: Math.max(0, Math.ceil((size - first) / step)) };
}

function copyLine(kernel: Kernel, shape: PlaneShape, line: Pointer, plane: Pointer, direction: CopyDirection): void {
  const { width, stepWidth, left } = shape;
  const back = direction === "to images";
  if (stepWidth === 1) {
    alongLines(kernel, width, { line: line.at(), plane: plane.at(4 * left) }, ({ at, count }) => {
      const [from, to] = back ? [at.plane, at.line] : [at.line, at.plane];
      kernel.store(to, kernel.load(from, LANES, count), count);
    });
    return;
  }
  const phases = Array.from({ length: stepWidth }, (_, phase) => {
    const { first, place, count } = spread(width, stepWidth, left, phase);
    return { first, count, at: (more = 0) => plane.at(phase * phaseBytes(shape) + 4 * place + more) };
  });
  if (stepWidth === 2) {
    const [even, odd] = phases.sort((a, b) => a.first - b.first);
    if (even && odd) copyPairs(kernel, width, line, [even.at(), odd.at()], back);
    return;
  }
  for (const { first, count, at } of phases) {
    if (count === 0) continue;
    const [value, own] = [kernel.pointer(line.at(4 * first)), kernel.pointer(at())];
    kernel.repeat(count, () => {
      if (back) kernel.copy(own.at(), value.at());
      else kernel.copy(value.at(), own.at());
      kernel.advance(value, 4 * stepWidth);
      kernel.advance(own, 4);
    });
  }
}

/** A line, and its values with even and with odd numbers. */
function copyPairs(
  kernel: Kernel,
  width: number,
  line: Pointer,
  [even, odd]: readonly [ArenaAddress, ArenaAddress],
  back: boolean,
): void {
  const [whole, evens, odds] = [kernel.pointer(line.at()), kernel.pointer(even), kernel.pointer(odd)];
  const some = (values: number) => {
    const counts = [Math.min(LANES, values), values - LANES];
    const zero = kernel.float(0);
    const load = (at: ArenaAddress, count: number) => (count > 0 ? kernel.load(at, LANES, count) : zero);
    const store = (at: ArenaAddress, value: ReturnType<typeof load>, count: number) => {
      if (count > 0) kernel.store(at, value, count);
    };
    const [first = 0, second = 0] = counts;
    const [ofEvens, ofOdds] = [Math.ceil(values / 2), Math.floor(values / 2)];
    if (back) {
      const [a, b] = kernel.interleave(load(evens.at(), ofEvens), load(odds.at(), ofOdds));
      store(whole.at(), a, first);
      store(whole.at(4 * LANES), b, second);
    } else {
      const [a, b] = kernel.deinterleave(load(whole.at(), first), load(whole.at(4 * LANES), second));
      store(evens.at(), a, ofEvens);
      store(odds.at(), b, ofOdds);
    }
  };
  kernel.repeat(Math.floor(width / (2 * LANES)), () => {
    some(2 * LANES);
    kernel.advance(whole, 8 * LANES);
    kernel.advance(evens, 4 * LANES);
    kernel.advance(odds, 4 * LANES);
  });
  if (width % (2 * LANES) > 0) some(width % (2 * LANES));
}
