import type { Cell, Compare, Plan } from "../experiment/plan.ts";
import { itemAt } from "../numbers/item-at.ts";
import { isPlanned } from "../seeding/planned.ts";

const pools = new WeakMap<Plan, Plan>();

/**
 * The plan with its replicates pooled: values of axes that draw data tell no variants apart, and stand beside the seeds.
 * A plan without such axes is itself.
 */
export function pooled(plan: Plan): Plan {
  if (plan.replicates === undefined) return plan;
  const pool = pools.get(plan) ?? poolOf(plan, plan.replicates);
  pools.set(plan, pool);
  return pool;
}

/** The variants of a plan by what is not drawn, and its replicates by what is. */
interface PooledTable {
  readonly cells: readonly (readonly Cell[])[];
  readonly replicates: readonly (readonly Cell[])[];
  /** By variant of the plan. */
  readonly places: readonly { readonly variant: number; readonly replicate: number }[];
}

function tableOf(plan: Plan, drawn: readonly number[]): PooledTable {
  const [variants, replicates] = [new DistinctRows(), new DistinctRows()];
  const places = Array.from({ length: plan.variants }, (_, index) => {
    const { cells } = plan.variant(index);
    return {
      variant: variants.placeOf(cells.filter((_, column) => !drawn.includes(column))),
      replicate: replicates.placeOf(drawn.map((column) => cells[column] ?? null)),
    };
  });
  return { cells: variants.all, replicates: replicates.all, places };
}

/** Rows of cells, each once. */
class DistinctRows {
  readonly all: (readonly Cell[])[] = [];
  readonly #places = new Map<string, number>();

  placeOf(cells: readonly Cell[]): number {
    const key = JSON.stringify(cells.map((cell) => (typeof cell === "number" ? { n: String(cell) } : cell)));
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    this.#places.set(key, this.all.length);
    return this.all.push(cells) - 1;
  }
}

function poolOf(whole: Plan, drawn: readonly number[]): Plan {
  const { cells, replicates, places } = tableOf(whole, drawn);
  const each = replicates.length;
  const members = new Int32Array(cells.length * each).fill(-1);
  places.forEach(({ variant, replicate }, index) => {
    members[variant * each + replicate] = index;
  });
  const memberOf = (variant: number, replicate: number) => {
    const member = itemAt(members, variant * each + replicate);
    return member === -1 ? undefined : member;
  };
  const membersOf = (variant: number) =>
    [...members.subarray(variant * each, (variant + 1) * each)].filter((m) => m >= 0);
  const kept = whole.heads.map((_, column) => column).filter((column) => !drawn.includes(column));
  const { replicates: _, adaptive: __, ...plan } = whole;
  const draws = { whole, heads: drawn.map((column) => itemAt(whole.heads, column)), cells: replicates, memberOf };
  return {
    ...plan,
    draws,
    heads: kept.map((column) => itemAt(whole.heads, column)),
    seeds: Array.from({ length: whole.seeds.length * each }, (_, draw) => draw),
    variants: cells.length,
    compare: movedTo(kept, whole.compare),
    variant(index) {
      const [member = 0] = membersOf(index);
      return { ...whole.variant(member), index, cells: itemAt(cells, index) };
    },
    baselineOf(index) {
      for (const member of membersOf(index)) {
        const baseline = whole.baselineOf(member);
        if (baseline !== undefined) return itemAt(places, baseline).variant;
      }
      return undefined;
    },
    runId(variant, draw) {
      const own = runOf({ draws }, variant, draw);
      return whole.runId(own.variant, own.seed);
    },
  };
}

/** What is compared, by the columns that are left. */
function movedTo(kept: readonly number[], compare: Compare): Compare {
  const moved = (columns: readonly number[]) => columns.map((column) => kept.indexOf(column)).filter((at) => at >= 0);
  const [axis] = compare.axis === undefined ? [] : moved([compare.axis]);
  return { ...compare, axis, tune: moved(compare.tune), own: moved(compare.own), strata: moved(compare.strata) };
}

/** Whether a plan has a run of a variant at a place of its seeds: not where the grid excludes a replicate of it, or results this seed. */
export function hasRun(plan: Plan, variant: number, place: number): boolean {
  const { draws, variants } = plan;
  if (draws === undefined) return isPlanned(plan, place * variants + variant);
  return draws.memberOf(variant, place % draws.cells.length) !== undefined;
}

/**
 * A run of a plan, as it is trained: by its variant in the plan before its replicates were pooled, and its seed.
 * Throws a RangeError where the grid excludes it.
 */
export function runOf(
  { draws }: Pick<Plan, "draws">,
  variant: number,
  seed: number,
): { readonly variant: number; readonly seed: number } {
  if (draws === undefined) return { variant, seed };
  const { whole, cells, memberOf } = draws;
  const member = memberOf(variant, seed % cells.length);
  if (member === undefined) throw new RangeError(`the grid excludes draw ${seed} of variant ${variant}`);
  return { variant: member, seed: itemAt(whole.seeds, Math.floor(seed / cells.length)) };
}

/** The number of a run in the pooled plan. @param run its number in the plan before */
export function pooledPlace(whole: Plan): (run: number) => number {
  const pool = pooled(whole);
  const { draws } = pool;
  if (draws === undefined) return (run) => run;
  const each = draws.cells.length;
  const places = new Int32Array(whole.variants);
  for (let variant = 0; variant < pool.variants; variant++)
    for (let replicate = 0; replicate < each; replicate++) {
      const member = draws.memberOf(variant, replicate);
      if (member !== undefined) places[member] = replicate * pool.variants + variant;
    }
  return (run) => Math.floor(run / whole.variants) * each * pool.variants + itemAt(places, run % whole.variants);
}
