import type { Registry } from "../contracts/registry.ts";
import type { Cell, Compare } from "../experiment/plan.ts";
import { normalised } from "../grid/axes.ts";
import type { Grid } from "../grid/grid.ts";
import type { Issues } from "../issues/collector.ts";
import { issue } from "../issues/issue.ts";
import { listed, oneOf } from "../issues/suggest.ts";
import { itemAt } from "../numbers/item-at.ts";
import { isReplicate } from "../replicates/paths.ts";
import type { MapNode, Node } from "../source/tree.ts";
import { candidates, type Fixed, type VariantTable } from "./baseline.ts";
import { readBaseline } from "./read-baseline.ts";
import { scheduleAxes } from "./schedule-axes.ts";

/** What is compared with what. */
export interface WhatIsCompared {
  readonly compare: Compare;
  /** What a variant's baseline has. undefined: there is none. */
  readonly fixed: Fixed | undefined;
}

/** The shape of a valid `compare`. */
export interface CompareKeys {
  readonly axis?: string;
  readonly tune?: readonly string[];
  readonly margin: number | { readonly absolute: number };
  readonly test: Compare["test"];
  readonly scale: Compare["scale"];
  readonly confirm?: number;
}

const DEFAULTS: CompareKeys = { margin: 0.01, test: "auto", scale: "linear" };

/** Reads `compare` and `baseline`. @param written `compare`, if it is valid @param table the variants known before the first result */
export function readCompare(
  root: MapNode,
  written: CompareKeys | undefined,
  grid: Grid,
  table: VariantTable,
  registry: Registry,
  issues: Issues,
): WhatIsCompared {
  const node = root.entries.get("compare")?.value;
  const within: MapNode["entries"] = node?.kind === "map" ? node.entries : new Map();
  const axis = axisOf(root, written?.axis, within.get("axis")?.value, { grid, table, registry }, issues);
  const fixed = fixedOf(root, within, axis, { grid, table, registry }, issues);
  const against = axis === undefined ? undefined : fixed?.get(axis);
  const isNone = !within.has("axis") && scheduleAxes(grid, registry).length === 0;
  const named = tuneOf(within.get("tune")?.value, written?.tune, { axis, isNone }, table, issues);
  return {
    compare: { ...testedBy(written), axis, against, ...rolesOf(axis, named, { grid, table, registry }) },
    fixed,
  };
}

/** How comparisons are tested. @param written `compare`, if it is there */
export function testedBy(written: CompareKeys | undefined): Pick<Compare, "margin" | "test" | "scale" | "hasRatios"> {
  const { margin, test, scale } = written ?? DEFAULTS;
  // Who knows the objective sets it.
  return { margin: marginOf(margin), test, scale, hasRatios: false };
}

const marginOf = (margin: CompareKeys["margin"]): Compare["margin"] =>
  typeof margin === "number" ? { kind: "share", share: margin } : { kind: "absolute", amount: margin.absolute };

/** What axes are read from. */
interface ComparedAxes {
  readonly grid: Grid;
  readonly table: VariantTable;
  readonly registry: Registry;
}

/** The column of the axis that is compared: the one named, or the only one that varies schedules. */
function axisOf(
  root: MapNode,
  axis: string | undefined,
  node: Node | undefined,
  { grid, table, registry }: ComparedAxes,
  issues: Issues,
): number | undefined {
  if (axis !== undefined && node !== undefined) {
    const column = table.heads.indexOf(normalised(axis));
    if (column !== -1) {
      refuseReplicate("compare.axis", axis, node.at, issues);
      return column;
    }
    const way = oneOf(axis, table.heads, node.at) ?? "remove it, or add a grid";
    issues.add(issue("compare", node.at, `compare.axis: the grid has no axis '${axis}'`, way));
    return undefined;
  }
  const heads = scheduleAxes(grid, registry).map(({ head }) => head);
  const [only, other] = heads;
  if (only === undefined) return undefined;
  if (other === undefined) return table.heads.indexOf(only);
  const at = root.entries.get("compare")?.value.at;
  const message = `several axes vary schedules (${listed(heads)}), so compare has to name one`;
  if (at !== undefined) issues.add(issue("compare", at, message, `write axis: ${only}`));
  return undefined;
}

/** Replicates are pooled, so none of them is compared, chosen or a baseline. */
function refuseReplicate(where: string, name: string, at: Node["at"], issues: Issues): void {
  if (!isReplicate(normalised(name))) return;
  issues.add(issue("compare", at, `${where}: '${name}' draws data and is a replicate, like a seed`, "remove it"));
}

/** What the baseline fixes. Default: the first value of the axis that is compared, or of the first that varies schedules. */
function fixedOf(
  root: MapNode,
  within: MapNode["entries"],
  axis: number | undefined,
  { grid, table, registry }: ComparedAxes,
  issues: Issues,
): Fixed | undefined {
  const own = root.entries.get("baseline");
  const inner = within.get("baseline");
  if (own !== undefined && inner !== undefined) {
    const message = "the baseline is given twice, here and by compare.baseline";
    issues.add(issue("baseline", own.key, message, "remove one of them"));
  }
  const node = own?.value ?? inner?.value;
  if (node?.kind === "map") return readBaseline(own ? "baseline" : "compare.baseline", node, table, issues);
  const [first] = scheduleAxes(grid, registry);
  const fixed = within.has("axis")
    ? firstOf(axis, table)
    : first && new Map([[table.heads.indexOf(first.head), first.first]]);
  return fixed === undefined || candidates(table, fixed).length === 0 ? undefined : fixed;
}

function firstOf(axis: number | undefined, table: VariantTable): Fixed | undefined {
  if (axis === undefined) return undefined;
  const [first] = table.values(axis);
  return first === undefined ? undefined : new Map([[axis, first]]);
}

/** The columns of the axes that `tune` names. @param isNone whether there is no axis to compare, and none was named */
function tuneOf(
  node: Node | undefined,
  tune: readonly string[] | undefined,
  { axis, isNone }: { readonly axis: number | undefined; readonly isNone: boolean },
  { heads }: VariantTable,
  issues: Issues,
): readonly number[] | undefined {
  if (tune === undefined || node?.kind !== "list") return undefined;
  if (isNone) issues.add(issue("compare", node.at, "compare.tune needs an axis to compare", orNamed(tune, heads)));
  return tune.map((name, i) => {
    const column = heads.indexOf(normalised(name));
    const at = itemAt(node.items, i).at;
    if (column === -1)
      issues.add(
        issue("compare", at, `compare.tune: the grid has no axis '${name}'`, oneOf(name, heads, at) ?? "remove it"),
      );
    else if (isReplicate(normalised(name))) refuseReplicate("compare.tune", name, at, issues);
    else if (column === axis)
      issues.add(issue("compare", at, `compare.tune: '${name}' is the axis compared`, "remove it"));
    return column;
  });
}

/** What to do where an axis is needed to compare and none varies schedules. @param taken axes that cannot be it */
export function orNamed(taken: readonly string[], heads: readonly string[]): string {
  const others = heads.filter((head) => !isReplicate(head) && !taken.map(normalised).includes(head));
  return ["remove it", ...others.slice(0, 1).map((head) => `or write axis: ${head}`)].join(", ");
}

/** Which axes are chosen on, and which stand apart. @param named those to tune; undefined: what is usual */
function rolesOf(
  axis: number | undefined,
  named: readonly number[] | undefined,
  { grid, table }: ComparedAxes,
): Pick<Compare, "tune" | "own" | "strata" | "isSearched"> {
  const searched = grid.search?.axes.map(({ column }) => column) ?? [];
  const others = table.heads.map((_, column) => column).filter((column) => column !== axis);
  const sectionsOf = (column: number) =>
    itemAt(table.heads, column)
      .split(" + ")
      .map((path) => path.split(".")[0]);
  const isUsual = (column: number) =>
    searched.includes(column) ||
    (sectionsOf(column).every((section) => section === "optimizer") && isNumeric(table.values(column)));
  const isTuned = (column: number) => named?.includes(column) ?? isUsual(column);
  const isOwn = (column: number) => !isTuned(column) && sectionsOf(column).includes("scheduler");
  return {
    tune: others.filter(isTuned),
    own: others.filter(isOwn),
    strata: others.filter((column) => !isTuned(column) && !isOwn(column)),
    isSearched: grid.search !== undefined,
  };
}

const isNumeric = (values: ReadonlySet<Cell>) => [...values].every((value) => typeof value === "number");
