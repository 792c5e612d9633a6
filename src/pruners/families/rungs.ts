/** `first`, and each time so many times as much, as long as there is something left to save. */
export function powers(first: number, factor: number, end: number): readonly number[] {
  const steps: number[] = [];
  for (let at = first; at < end; at *= factor) steps.push(at);
  return steps;
}

/** `first`, and each time so much more, as long as there is something left to save. */
export function every(first: number, interval: number, end: number): readonly number[] {
  const steps: number[] = [];
  for (let at = first; at < end; at += interval) steps.push(at);
  return steps;
}

/** Variants in slices of that size, in their order. Default: one slice. */
export function slices(variants: readonly number[], size = variants.length): readonly (readonly number[])[] {
  const parts: (readonly number[])[] = [];
  for (let from = 0; from < variants.length; from += size) parts.push(variants.slice(from, from + size));
  return parts;
}
