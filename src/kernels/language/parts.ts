import type { Kernel } from "./kernel.ts";

/** Does something with `size` of `count` at a time, and then with what is left. */
export function inParts(kernel: Kernel, count: number, size: number, body: (size: number) => void): void {
  kernel.repeat(Math.floor(count / size), () => body(size));
  if (count % size > 0) body(count % size);
}

/** The size of parts, at most `most`, that leaves the least over where there are as few parts as can be. */
export const evenly = (count: number, most: number): number => Math.ceil(count / Math.ceil(count / most));
