import { pointsPerEpoch } from "./curves.ts";
import type { Series } from "./panels.ts";

/** More points than these are not told apart: of as many neighbours the least and the greatest are drawn. */
const MOST_POINTS = 2000;

/** Epoch, from 1, and value. The steps of an epoch lie between it and the next. */
export function pointsOf({ curve }: Series, values: readonly number[]): readonly (readonly [number, number])[] {
  const perEpoch = pointsPerEpoch(curve);
  const points = values.map((value, i) => [1 + i / perEpoch, value] as const);
  if (points.length <= MOST_POINTS) return points;
  const size = Math.ceil((2 * points.length) / MOST_POINTS);
  return Array.from({ length: Math.ceil(points.length / size) }, (_, i) => {
    const near = points.slice(i * size, (i + 1) * size);
    const sorted = near.toSorted(([, a], [, b]) => a - b);
    return [sorted[0], sorted.at(-1)].sort((a, b) => (a?.[0] ?? 0) - (b?.[0] ?? 0));
  }).flat() as (readonly [number, number])[];
}
