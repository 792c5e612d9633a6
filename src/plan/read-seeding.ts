import type { Compare } from "../experiment/plan.ts";
import type { Issues } from "../issues/collector.ts";
import { issue, type Span } from "../issues/issue.ts";
import { counted } from "../numbers/counted.ts";
import { isReplicate } from "../replicates/paths.ts";
import { type Seeding, seedingOf } from "../seeding/seeding.ts";
import { START } from "../source/places.ts";
import type { MapNode } from "../source/tree.ts";
import { candidates, type VariantTable } from "./baseline.ts";
import { orNamed, type WhatIsCompared } from "./read-compare.ts";

/** What is known of an experiment by the time its seeds are settled. */
interface SettledBefore {
  /** The seeds that a variant may have, and the numbers of them after which results are looked at. */
  readonly pool: readonly number[];
  readonly looks: readonly number[];
  /** `compare.confirm`. */
  readonly confirm: number | undefined;
  readonly compared: WhatIsCompared;
  readonly table: VariantTable;
  readonly maxRuns: number;
}

/** How seeds follow from results; undefined where they do not, or where that cannot be. */
export function readSeeding(root: MapNode, settled: SettledBefore, issues: Issues): Seeding | undefined {
  const { pool, looks, confirm, compared, table, maxRuns } = settled;
  const before = issues.count;
  if (looks.length > 1) refusePointlessRounds(root, compared, table, issues);
  const groups = confirm === undefined ? undefined : groupsOf(compared.compare, table);
  const at = keyAt(root, "compare", "confirm");
  if (groups !== undefined) refuseOtherChoices(root, "compare.confirm", at, table, issues);
  if (groups !== undefined && issues.count === before) refusePointless(compared.compare, groups, table, at, issues);
  if (issues.count > before || (confirm === undefined && looks.length === 1)) return undefined;
  const mostChosen = groups?.size ?? 0;
  const fresh = freshSeeds(pool, confirm ?? 0);
  const others = table.count * pool.length;
  if (others + mostChosen * fresh.length > maxRuns) {
    const message = `the grid makes ${counted(others, "run")} and compare.confirm ${mostChosen * fresh.length}, more than ${maxRuns}`;
    issues.add(issue("too-many-runs", at, message, "remove it, or raise --max-runs"));
  }
  return seedingOf(pool, looks, { fresh, mostChosen });
}

/** Where a key of a key stands. */
function keyAt(root: MapNode, key: string, inner: string): Span {
  const node = root.entries.get(key)?.value;
  return (node?.kind === "map" ? node.entries.get(inner)?.key : undefined) ?? START;
}

/** Seeds are added to comparisons, which a t-test decides. */
function refusePointlessRounds(
  root: MapNode,
  { compare, fixed }: WhatIsCompared,
  table: VariantTable,
  issues: Issues,
): void {
  const at = root.entries.get("seeds")?.key ?? START;
  refuseOtherChoices(root, "seeds: {at_least, at_most}", at, table, issues);
  if (fixed === undefined || candidates(table, fixed).length === table.count) {
    const message = "seeds are added to comparisons that have no answer, and nothing is compared";
    const way = fixed === undefined ? "or name a baseline" : "or add a value to the axis of the baseline";
    issues.add(issue("compare", at, message, `remove it, ${way}`));
  }
  const node = root.entries.get("compare")?.value;
  const test = node?.kind === "map" ? node.entries.get("test") : undefined;
  if (test !== undefined && compare.test !== "auto" && compare.test !== "t") {
    const message = `compare.test is ${compare.test}, but with seeds: {at_least, at_most} it is the t-test that looks several times`;
    issues.add(issue("compare", test.key, message, "remove it, or write t"));
  }
}

/** Results that were there before get no more seeds. */
export function refuseRounds(root: MapNode, looks: readonly number[], issues: Issues): void {
  if (looks.length === 1) return;
  const message = "imported results get no more seeds";
  const at = root.entries.get("seeds")?.value.at ?? START;
  issues.add(issue("misfit", at, message, "write the list of their seeds"));
}

/** A search and a pruning choose by results, too; and where data sets are compared, it is these that would have to be added. */
function refuseOtherChoices(root: MapNode, key: string, at: Span, { heads }: VariantTable, issues: Issues): void {
  const drawn = heads.find(isReplicate);
  if (drawn !== undefined) {
    const message = `${key} and the axis ${drawn} do not go together: it adds no data sets, splits or folds`;
    const way = key.startsWith("seeds") ? `write seeds: 5, or remove ${drawn}` : `remove it, or ${drawn}`;
    issues.add(issue("compare", at, message, way));
  }
  for (const other of ["search", "prune"]) {
    const entry = root.entries.get(other);
    if (entry === undefined || (entry.value.kind === "scalar" && entry.value.value === null)) continue;
    issues.add(
      issue(
        "compare",
        at,
        `${key} and ${other} do not go together`,
        key.startsWith("seeds") ? `write seeds: 5, or remove ${other}` : `remove it, or ${other}`,
      ),
    );
  }
}

/** Number of points by what a schedule stands for: its value, and those of the axes that are neither compared nor chosen on. */
function groupsOf({ axis, strata }: Compare, table: VariantTable): ReadonlyMap<string, number> {
  const groups = new Map<string, number>();
  for (let variant = 0; axis !== undefined && variant < table.count; variant++) {
    const cells = table.cells(variant);
    const schedule = cells[axis] ?? null;
    if (schedule === null) continue;
    const key = JSON.stringify([schedule, ...strata.map((column) => cells[column] ?? null)]);
    groups.set(key, (groups.get(key) ?? 0) + 1);
  }
  return groups;
}

function refusePointless(
  { axis, tune, own }: Compare,
  groups: ReadonlyMap<string, number>,
  table: VariantTable,
  at: Span,
  issues: Issues,
): void {
  if (axis === undefined) {
    const message = "compare.confirm needs an axis to compare";
    issues.add(issue("compare", at, message, orNamed([], table.heads)));
  } else if (table.values(axis).size < 2) {
    const message = "compare.confirm needs schedules to compare, and the grid has only one";
    issues.add(issue("compare", at, message, "remove it, or add another value to the axis that is compared"));
  } else if (tune.length + own.length === 0 || [...groups.values()].every((points) => points === 1)) {
    const message = "compare.confirm needs points to choose among, and no schedule has more than one";
    issues.add(issue("compare", at, message, "remove it, or add an axis such as optimizer.lr: [0.1, 0.3]"));
  }
}

/** The whole numbers that follow the largest seed. */
export function freshSeeds(seeds: readonly number[], count: number): readonly number[] {
  const largest = seeds.reduce((most, seed) => Math.max(most, seed), 0);
  const taken = new Set(seeds);
  const fresh: number[] = [];
  // From the start again where numbers are no longer exact.
  const isExact = largest + count <= Number.MAX_SAFE_INTEGER;
  for (let seed = isExact ? largest + 1 : 0; fresh.length < count; seed++) if (!taken.has(seed)) fresh.push(seed);
  return fresh;
}
