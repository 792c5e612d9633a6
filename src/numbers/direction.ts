/** Which way a figure is better: smaller, or larger. */
export type Direction = "min" | "max";

/** Whether a figure is better than another; any number is better than NaN. */
export function isBetter(direction: Direction, a: number, b: number): boolean {
  if (Number.isNaN(a) || Number.isNaN(b)) return !Number.isNaN(a) && Number.isNaN(b);
  return direction === "min" ? a < b : a > b;
}

/** A figure as a loss, of which less is better. */
export const asLoss = (direction: Direction, figure: number) => (direction === "min" ? figure : -figure);

/** Sorts numbers in ascending order, NaN last. */
export function ascending(a = Number.NaN, b = Number.NaN): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a < b ? -1 : Number(a > b);
}
