/** Dimensions of one sample, without the batch: [features], [time, features] or [channels, height, width]. */
export type Shape = readonly number[];

/** Number of values in one sample. */
export function elements(shape: Shape): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}

/** As PyTorch prints it: [10] or [1, 28, 28]. */
export function formatShape(shape: Shape): string {
  return `[${shape.join(", ")}]`;
}

/** The floats from one line to the next in the arena: whole SIMD vectors of four. */
export function stride(width: number): number {
  // Not by bits: those of a model that is far too large for memory are more than 32.
  return Math.ceil(width / 4) * 4;
}

/** Values of a line: the last dimension, whose values lie side by side. */
export function widthOf(shape: Shape): number {
  return shape.at(-1) ?? 1;
}

/** Lines of one sample: the other dimensions together. */
export function linesOf(shape: Shape): number {
  return elements(shape.slice(0, -1));
}

/** Floats of one sample in the arena, where every line is padded to whole vectors. */
export function floatsOf(shape: Shape): number {
  return linesOf(shape) * stride(widthOf(shape));
}
