import Type from "typebox";
import { Misfit } from "../../contracts/part.ts";
import { formatShape, type Shape, stride, widthOf } from "../../tape/shape.ts";

/** Sizes along height and width. */
export type Pair = readonly [height: number, width: number];

/** One number for both, or one for each. */
export const pairSchema = (minimum: number) => {
  const each = Type.Integer({ minimum });
  return Type.Union([each, Type.Tuple([each, each])]);
};

export function pairOf(value: number | Pair): Pair {
  return typeof value === "number" ? [value, value] : value;
}

/** A kernel that slides over images [channels, height, width]. */
export interface Window {
  readonly input: readonly [channels: number, height: number, width: number];
  readonly kernel: Pair;
  readonly stride: Pair;
  /** Padding before the first line and the first column. */
  readonly before: Pair;
  readonly dilation: Pair;
  readonly output: readonly [channels: number, height: number, width: number];
  readonly groups: number;
}

/** The shape of input images. Throws Misfit for any other input. */
export function imagesOf(input: Shape): readonly [number, number, number] {
  const [channels, height, width, ...more] = input;
  if (width === undefined || more.length > 0) {
    throw new Misfit(
      undefined,
      `it takes [channels, height, width], but its input has the shape ${formatShape(input)}`,
      "use it on images, before any Flatten",
    );
  }
  return [channels as number, height as number, width];
}

/**
 * The number of positions of a kernel. Throws Misfit if the kernel does not fit at all.
 * @param padding before and after together
 */
export function placesOf(size: number, kernel: number, stride: number, padding: number, dilation: number): number {
  const reach = dilation * (kernel - 1) + 1;
  if (reach > size + padding) {
    const padded = padding > 0 ? ` with its padding of ${padding}` : "";
    const message = `the kernel reaches over ${reach} values, but the input has ${size}${padded}`;
    throw new Misfit("kernel_size", message, "take a smaller kernel_size, or more padding");
  }
  return Math.floor((size + padding - reach) / stride) + 1;
}

/** Floats of a channel of that shape, including the padding of its lines. */
export function floatsOfChannel(shape: readonly [number, number, number]): number {
  return shape[1] * stride(widthOf(shape));
}
