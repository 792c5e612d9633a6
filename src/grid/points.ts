import type { Issues } from "../issues/collector.ts";
import { issue } from "../issues/issue.ts";
import { itemAt } from "../numbers/item-at.ts";
import { type Composer, NOWHERE, type Point } from "./composer.ts";
import type { Condition } from "./entries.ts";
import type { ExcludeEntry } from "./excludes.ts";
import type { IncludeEntry } from "./includes.ts";
import { merged, type Overlay } from "./overlay.ts";

/** The points of a grid in plan order, kept as numbers. */
export interface Points {
  readonly count: number;
  at(index: number): Point;
}

/** Removes points by `exclude`, then adds those of `include`, as GitHub Actions does. */
export function arrange(
  composer: Composer,
  flats: Float64Array,
  excludes: readonly ExcludeEntry[],
  includes: readonly IncludeEntry[],
  issues: Issues,
): Points {
  const originals = withoutExcluded(composer, flats, excludes, issues);
  if (includes.length === 0)
    return { count: originals.length, at: (i) => ({ flat: itemAt(originals, i), overlay: undefined }) };
  // Without axes there is nothing to extend: each entry is a point.
  const kept = composer.axes.length === 0 ? new Float64Array() : originals;
  const overlays = new Map<string, Overlay>();
  const extended = Array.from(kept, (flat) => extensionOf(composer, flat, includes, overlays));
  const own = includes.filter(
    ({ conditions }) => composer.axes.length === 0 || !kept.some((flat) => agrees(composer, flat, conditions)),
  );
  return {
    count: kept.length + own.length,
    at(index) {
      const flat = kept[index];
      if (flat === undefined) return { flat: NOWHERE, overlay: own[index - kept.length]?.own };
      return { flat, overlay: extended[index] };
    },
  };
}

function withoutExcluded(
  composer: Composer,
  flats: Float64Array,
  excludes: readonly ExcludeEntry[],
  issues: Issues,
): Float64Array {
  if (excludes.length === 0) return flats;
  const used = excludes.map(() => false);
  const kept = flats.filter((flat) => {
    let excluded = false;
    for (const [i, { conditions }] of excludes.entries()) {
      if (!agrees(composer, flat, conditions)) continue;
      used[i] = true;
      excluded = true;
    }
    return !excluded;
  });
  for (const [i, { label, at }] of excludes.entries())
    if (!used[i]) issues.add(issue("exclude", at, `${label} matches no point of the grid`, "remove it"));
  return kept;
}

/** An axis that does not apply has no value to compare. */
function agrees(composer: Composer, flat: number, conditions: readonly Condition[]): boolean {
  return conditions.every(
    ({ axis, agrees }) =>
      agrees[composer.indexAt(flat, axis)] && composer.applies({ flat, overlay: undefined }, axis).includes(true),
  );
}

function extensionOf(
  composer: Composer,
  flat: number,
  includes: readonly IncludeEntry[],
  overlays: Map<string, Overlay>,
): Overlay | undefined {
  const fitting = includes.filter(
    ({ conditions, extension }) => extension.placements.length > 0 && agrees(composer, flat, conditions),
  );
  const id = fitting.map(({ extension }) => extension.id).join(",");
  const overlay = overlays.get(id) ?? merged(fitting.map(({ extension }) => extension));
  if (overlay !== undefined) overlays.set(id, overlay);
  return overlay;
}
