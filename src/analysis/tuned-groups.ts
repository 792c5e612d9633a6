import { type Cell, knownVariants, type Plan } from "../experiment/plan.ts";

/** The points of one schedule in one combination of the other axes. */
export interface TunedGroup {
  /** The value of the axis that is compared. */
  readonly schedule: Cell;
  /** Variants, in plan order. */
  readonly points: readonly number[];
}

/** The schedules that are compared with each other: equal on all axes that are neither compared nor chosen on. */
export interface Stratum {
  /** One per axis of `compare.strata`. */
  readonly cells: readonly Cell[];
  readonly groups: readonly TunedGroup[];
}

/**
 * Whether schedules are compared each at its best point: there is an axis to compare and one to choose on. Not where runs are
 * pruned, because then points differ in how far they were trained.
 */
export function isTuned({ compare, adaptive }: Plan): boolean {
  return compare.axis !== undefined && compare.tune.length + compare.own.length > 0 && adaptive?.pruning === undefined;
}

/** The strata in plan order, and within each its schedules in plan order. */
export function strataOf(plan: Plan): readonly Stratum[] {
  const { axis, strata } = plan.compare;
  if (axis === undefined) return [];
  const found = new Map<string, { readonly cells: readonly Cell[]; readonly groups: Map<Cell, number[]> }>();
  for (let variant = 0; variant < knownVariants(plan); variant++) {
    const { cells } = plan.variant(variant);
    const schedule = cells[axis] ?? null;
    if (schedule === null) continue;
    const own = strata.map((column) => cells[column] ?? null);
    const key = JSON.stringify(own);
    const stratum = found.get(key) ?? { cells: own, groups: new Map<Cell, number[]>() };
    found.set(key, stratum);
    const points = stratum.groups.get(schedule);
    if (points === undefined) stratum.groups.set(schedule, [variant]);
    else points.push(variant);
  }
  return [...found.values()].map(({ cells, groups }) => ({
    cells,
    groups: [...groups].map(([schedule, points]) => ({ schedule, points })),
  }));
}

/**
 * The points of a group in the order of another's, if both tuned the same values equally often; undefined if not. Of several
 * points with the same tuned values, which differ below `scheduler`, the order is the plan's.
 */
export function alignedPoints(plan: Plan, own: TunedGroup, other: TunedGroup): readonly number[] | undefined {
  if (plan.compare.isSearched || own.points.length !== other.points.length) return undefined;
  const tuned = keysOf(plan, own.points);
  const places = new Map(tuned.map((key, place) => [key, place]));
  const aligned: number[] = [];
  for (const key of keysOf(plan, other.points)) {
    const place = places.get(key);
    if (place === undefined) return undefined;
    aligned.push(own.points[place] as number);
  }
  return aligned;
}

function keysOf(plan: Plan, points: readonly number[]): readonly string[] {
  const counts = new Map<string, number>();
  return points.map((variant) => {
    const { cells } = plan.variant(variant);
    const values = JSON.stringify(plan.compare.tune.map((column) => cells[column] ?? null));
    const count = counts.get(values) ?? 0;
    counts.set(values, count + 1);
    return `${values} ${count}`;
  });
}
