import type { CheckedPoint } from "../check/checked-point.ts";
import type { PointChecker } from "../check/point-checker.ts";
import { type Cell, type Objective, type Plan, type Policy, SearchMisfit, type Variant } from "../contracts/plan.ts";
import type { Pruning } from "../contracts/pruner.ts";
import type { Registry } from "../contracts/registry.ts";
import type { Standing } from "../contracts/standing.ts";
import { cellOf } from "../grid/cells.ts";
import { cellsAt } from "../grid/columns.ts";
import { valueMeant } from "../grid/entries.ts";
import type { Grid } from "../grid/grid.ts";
import { partOf, SLOTS } from "../grid/sections.ts";
import type { Issues } from "../issues/collector.ts";
import { issue, type Span } from "../issues/issue.ts";
import { renderSuggestion } from "../issues/render.ts";
import { oneOf } from "../issues/suggest.ts";
import { itemAt } from "../numbers/item-at.ts";
import type { Digest } from "../numbers/sha256.ts";
import { found } from "../source/describe.ts";
import type { MapNode, Node, Path } from "../source/tree.ts";
import { baselineFinder, candidates, type Fixed, type VariantTable } from "./baseline.ts";
import { runId } from "./identity.ts";

/** Facts that the plan takes from the document. */
interface Facts {
  readonly name: string;
  readonly description: string;
  readonly text: string;
  readonly directory: string;
  readonly files: readonly string[];
  readonly seeds: readonly number[];
  readonly objective: Objective;
  readonly policy: Policy;
  readonly pruning: Pruning | undefined;
  /** Of the runs' identities. */
  readonly digest: Digest | undefined;
}

/** How many variants are cached, since each is needed at every seed and for each file. They take about 5 MB. */
const MAX_KEPT_VARIANTS = 10_000;

export function tableOf({ composer, columns, points }: Grid): VariantTable {
  return {
    heads: columns.map(({ head }) => head),
    count: points.count,
    cells: (index) => cellsAt(composer, columns, points.at(index)),
  };
}

/** A plan over points that were all checked. */
export function makePlan(
  facts: Facts,
  grid: Grid,
  checker: PointChecker,
  table: VariantTable,
  fixed: Fixed | undefined,
): Plan {
  const kept: Variant[] = [];
  const baselineOf = fixed === undefined ? () => undefined : baselineFinder(table, fixed);
  // A variant is mostly asked for at all its seeds, one after the other.
  let last: { readonly index: number; readonly point: CheckedPoint } | undefined;
  const checked = (index: number): CheckedPoint => {
    if (last?.index === index) return last.point;
    if (!Number.isInteger(index) || index < 0 || index >= table.count) throw new RangeError(`no variant ${index}`);
    const result = checker.check(grid.points.at(index));
    if ("issues" in result) throw new Error(`variant ${index} was found wrong after it was checked`);
    last = { index, point: result.value };
    return result.value;
  };
  const { pruning, digest, ...told } = facts;
  const learned = grid.learned?.isWhole ? undefined : grid.learned;
  const grow =
    learned &&
    ((standings: readonly Standing[]) => {
      const more = { ...grid, learned: learned.grown(standings) };
      const grown = { ...more, points: more.learned.points };
      refuseMisfits(grown, grid.points.count, checker);
      return makePlan(facts, grown, checker, tableOf(grown), fixed);
    });
  const isAdaptive = grow !== undefined || pruning !== undefined || grid.learned !== undefined;
  const adaptive = { first: grid.first, known: table.count, pruning, prunedAt: () => undefined, grow };
  return {
    ...told,
    ...(isAdaptive && { adaptive }),
    heads: table.heads,
    variants: grid.total,
    rates: checker.rates,
    metrics: checker.metrics,
    plugins: checker.plugins,
    trainer: checker.trainer,
    tests: checker.tests,
    findings: checker.findings,
    variant(index) {
      const known = kept[index];
      if (known !== undefined) return known;
      const { config, base, stepsPerEpoch } = checked(index);
      const variant = { index, cells: table.cells(index), config, base, stepsPerEpoch };
      // In order, so that the list has no holes.
      if (index === kept.length && index < MAX_KEPT_VARIANTS) kept.push(variant);
      return variant;
    },
    baselineOf,
    runId(variant, seed) {
      const point = checked(variant);
      return runId(point, seed, digest);
    },
  };
}

/** Throws if a point that a search reached is invalid. The ends of its space are valid, but values between them may not be. */
function refuseMisfits({ points }: Grid, from: number, checker: PointChecker): void {
  for (let index = from; index < points.count; index++) {
    const result = checker.check(points.at(index));
    const [found] = "issues" in result ? result.issues : [];
    if (found === undefined) continue;
    const ways = found.suggestions.map((way) => ` (${renderSuggestion(way)})`).join("");
    throw new SearchMisfit(`the search reached a point that cannot be run: ${found.message}${ways}; narrow its space`);
  }
}

/** What `baseline` fixes; without it the first value of the axis that varies schedules. Undefined where there is none. */
export function readBaseline(
  root: MapNode,
  grid: Grid,
  table: VariantTable,
  registry: Registry,
  issues: Issues,
): Fixed | undefined {
  const node = root.entries.get("baseline")?.value;
  if (node?.kind !== "map") return defaultBaseline(grid, table, registry);
  const fixed = new Map<number, Cell>();
  for (const [key, { key: at, value }] of node.entries) {
    const column = table.heads.indexOf(key);
    const cell = cellOf(value);
    const named = (message: string, way: ReturnType<typeof oneOf<Span>> | string, place: Span) =>
      issues.add(issue("baseline", place, message, way));
    if (column === -1) {
      const way = oneOf(key, table.heads, at) ?? "remove it, or add a grid";
      named(`baseline.${key}: the grid has no such axis`, way, at);
    } else if (valuesOf(table, column).has(cell)) fixed.set(column, cell);
    else {
      const way = valueMeant(value, [...valuesOf(table, column)].map(String));
      named(`baseline.${key}: the axis has no value ${found(value)}`, way, value.at);
    }
  }
  if (fixed.size === node.entries.size && candidates(table, fixed).length === 0)
    issues.add(issue("baseline", node.at, "no variant of the grid has the values of the baseline"));
  return fixed;
}

function valuesOf(table: VariantTable, column: number): ReadonlySet<Cell> {
  const values = new Set<Cell>();
  for (let i = 0; i < table.count; i++) values.add(table.cells(i)[column] ?? null);
  values.delete(null);
  return values;
}

function defaultBaseline({ composer }: Grid, table: VariantTable, registry: Registry): Fixed | undefined {
  for (const { paths, heads, values } of composer.axes) {
    const part = paths.findIndex((path, i) =>
      variesSchedules(
        path,
        values.map(({ nodes }) => nodes[i]),
        registry,
      ),
    );
    if (part === -1) continue;
    const place = heads.length === paths.length ? part : 0;
    const first = values[0]?.cells[place];
    if (first === undefined) continue;
    const fixed = new Map([[table.heads.indexOf(itemAt(heads, place)), first]]);
    return candidates(table, fixed).length === 0 ? undefined : fixed;
  }
  return undefined;
}

/** Whether what stands at a path of an axis are schedules, and not their parameters. */
function variesSchedules([section]: Path, nodes: readonly (Node | undefined)[], registry: Registry): boolean {
  const isSchedule = (node: Node | undefined): boolean =>
    node?.kind === "list" ? node.items.every(isSchedule) : partOf(node, SLOTS.scheduler, registry) !== undefined;
  return section === "scheduler" && nodes.some(isSchedule);
}
