import type { Composer, Point } from "./composer.ts";
import type { Section } from "./sections.ts";

/** How many combinations are tried before a grid counts as too large. */
const MOST_COMBINATIONS = 5_000_000;

/** The points of a product, or their number if there are too many. */
type Product = { readonly flats: Float64Array } | { readonly tooMany: number };

/**
 * The points of the product of all axes, in order. Where an axis does not apply, one point stands for all its values.
 * Axes that meet in no section cannot decide on each other, so each group is tried by itself.
 */
export function product(composer: Composer): Product {
  if (composer.size > Number.MAX_SAFE_INTEGER) return { tooMany: composer.size };
  const parts: number[][] = [];
  for (const axes of groups(composer)) {
    const size = axes.reduce((count, axis) => count * sizeOf(composer, axis), 1);
    if (size > MOST_COMBINATIONS) return { tooMany: size };
    parts.push(groupPoints(composer, axes, size));
  }
  const count = parts.reduce((count, part) => count * part.length, 1);
  if (count > MOST_COMBINATIONS) return { tooMany: count };
  const sums = parts.reduce((flats, part) => flats.flatMap((flat) => part.map((more) => flat + more)), [0]);
  return { flats: Float64Array.from(sums).sort() };
}

function sizeOf(composer: Composer, axis: number): number {
  return composer.axes[axis]?.values.length ?? 1;
}

/** Axes that share a section, directly or through others. */
function groups(composer: Composer): readonly (readonly number[])[] {
  let all: { readonly axes: readonly number[]; readonly sections: readonly Section[] }[] = [];
  composer.axes.forEach((_, axis) => {
    const sections = composer.sectionsOf(axis);
    const near = all.filter((group) => group.sections.some((section) => sections.includes(section)));
    const merged = {
      axes: [...near.flatMap((group) => group.axes), axis].sort((a, b) => a - b),
      sections: [...near.flatMap((group) => group.sections), ...sections],
    };
    all = [...all.filter((group) => !near.includes(group)), merged];
  });
  return all.map(({ axes }) => axes);
}

/** The points of a group, all other axes at their first value. */
function groupPoints(composer: Composer, axes: readonly number[], size: number): number[] {
  const points: number[] = [];
  const [only, ...others] = axes;
  // A path by itself applies for all values or for none, as nothing that it depends on varies.
  if (only !== undefined && others.length === 0 && composer.axes[only]?.paths.length === 1) {
    const values = composer.applies({ flat: 0, overlay: undefined }, only).includes(true) ? size : 1;
    return Array.from({ length: values }, (_, value) => value * composer.stride(only));
  }
  for (let local = 0; local < size; local++) {
    let rest = local;
    let flat = 0;
    for (const axis of axes.toReversed()) {
      flat += (rest % sizeOf(composer, axis)) * composer.stride(axis);
      rest = Math.floor(rest / sizeOf(composer, axis));
    }
    if (standsForItself(composer, { flat, overlay: undefined }, axes)) points.push(flat);
  }
  return points;
}

/** An axis that does not apply is at its first value. */
function standsForItself(composer: Composer, point: Point, axes: readonly number[]): boolean {
  return axes.every((axis) => composer.indexAt(point.flat, axis) === 0 || composer.applies(point, axis).includes(true));
}
