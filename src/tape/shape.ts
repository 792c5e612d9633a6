/** Dimensions of one sample, without the batch: [features]; later [channels, height, width]. */
export type Shape = readonly number[];

/** Number of values in one sample. */
export function elements(shape: Shape): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}

/** As PyTorch prints it: [10] or [1, 28, 28]. */
export function formatShape(shape: Shape): string {
  return `[${shape.join(", ")}]`;
}

/** The floats from one row to the next in the arena: whole SIMD vectors of four. */
export function stride(width: number): number {
  return (width + 3) & ~3;
}
