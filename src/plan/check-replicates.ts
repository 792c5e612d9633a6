import type { Json } from "../contracts/config.ts";
import type { Plan } from "../experiment/plan.ts";
import type { Axis } from "../grid/axes.ts";
import type { Grid } from "../grid/grid.ts";
import type { Issues } from "../issues/collector.ts";
import { issue } from "../issues/issue.ts";
import { listed } from "../issues/suggest.ts";
import { isReplicate, isReplicatePath, REPLICATE_PATHS } from "../replicates/paths.ts";
import { pooled } from "../replicates/pool.ts";
import { populationOf } from "../replicates/population.ts";
import { flowNode } from "../source/flow.ts";
import { START } from "../source/places.ts";
import { canonical, isNull, lookUp, type MapNode, type Node, toJson } from "../source/tree.ts";

/** Axes that draw data are replicates: they vary nothing else, are not searched, and nothing is decided by a single one. */
export function checkReplicates(root: MapNode, grid: Grid, issues: Issues, warnings: Issues): void {
  const axes = grid.composer.axes.filter(({ paths }) => paths.some((path) => isReplicatePath(path.join("."))));
  for (const axis of axes) {
    refuseOthers(axis, issues);
    refusePerSeed(axis, issues);
    warnOfPerSeed(root, axis, warnings);
  }
  const searched = grid.search?.axes ?? [];
  for (const { at, column, label } of searched)
    if (isReplicate(grid.columns[column]?.head ?? "")) {
      const message = `${label} draws data: it is a replicate, like a seed, and nothing to search for`;
      issues.add(issue("search", at, message, searched.length > 1 ? "remove it" : "remove search"));
    }
  for (const axis of grid.composer.axes) warnOfHidden(axis, warnings);
  const [axis] = axes;
  if (axis !== undefined && grid.learned !== undefined) refuseDecisions(root, "search", axis, issues);
  if (axis !== undefined) refuseDecisions(root, "prune", axis, issues);
}

function refuseDecisions(root: MapNode, key: "search" | "prune", axis: Axis, issues: Issues): void {
  const entry = root.entries.get(key);
  if (entry === undefined || isNull(entry.value)) return;
  const message = `${key} decides by single variants, but grid.${axis.key} makes replicates, whose figures are pooled`;
  issues.add(issue(key, entry.key, message, `remove it, or the axis ${axis.key}`));
}

/** What varies together with a replicate could not be told from it. */
function refuseOthers({ key, at, paths }: Axis, issues: Issues): void {
  const others = paths.map((path) => path.join(".")).filter((path) => !isReplicatePath(path));
  const [own] = paths.map((path) => path.join(".")).filter(isReplicatePath);
  if (others.length === 0) return;
  const message = `grid.${key}: ${own} draws data and is a replicate, like a seed, so nothing else can vary with it`;
  issues.add(issue("axis", at, message, `give ${listed(others)} an axis without ${own}`));
}

/** One of the values would be all seeds. */
function refusePerSeed({ key, paths, values }: Axis, issues: Issues): void {
  const part = paths.findIndex((path) => path.join(".") === "data.seed");
  for (const { nodes } of values) {
    const node = nodes[part];
    if (node?.kind !== "scalar" || node.value !== "per seed") continue;
    const message = `grid.${key} mixes per seed, where each seed draws its own data, with data that all seeds share`;
    issues.add(issue("axis", node.at, message, "remove it"));
  }
}

/** Any other seed in the file is a value like those of the axis. */
function warnOfPerSeed(root: MapNode, { key, paths }: Axis, warnings: Issues): void {
  const node = lookUp(root, ["data", "seed"]);
  const isCovered = paths.some((path) => path.join(".") === "data.seed");
  if (!isCovered || node?.kind !== "scalar" || node.value !== "per seed") return;
  const message = `data.seed: per seed has no effect: grid.${key} gives every variant a number in its place`;
  warnings.add(issue("warning", node.at, message, `remove it, or the axis ${key}`));
}

/** Whole values that differ in nothing but what draws data are variants all the same, as `data.validation: [{folds: 2, fold: 0}, …]`. */
function warnOfHidden({ key, at, paths, values }: Axis, warnings: Issues): void {
  const [only = [], ...others] = paths;
  for (const path of REPLICATE_PATHS) {
    const rest = path.split(".").slice(only.length);
    const drawn = values.map(({ nodes: [node] }) => node && lookUp(node, rest));
    if (others.length > 0 || rest.length === 0 || path !== [...only, ...rest].join(".")) continue;
    if (values.length < 2 || drawn.some((node) => node?.kind !== "scalar")) continue;
    const left = values.map(({ nodes: [node] }) => canonical(without(toJson(node as Node), rest)));
    if (new Set(left).size > 1) continue;
    const list = drawn.map((node) => flowNode(node as Node)).join(", ");
    const message = `grid.${key} makes variants of values that differ in nothing but ${path}, which as an axis makes replicates`;
    warnings.add(issue("warning", at, message, `write ${path}: [${list}], and the rest of ${key} outside of the grid`));
  }
}

/** A value without what stands at a path in it. */
function without(value: Json, [first = "", ...rest]: readonly string[]): Json {
  const { [first]: inner = null, ...others } = value as Readonly<Record<string, Json>>;
  return rest.length === 0 ? others : { ...others, [first]: without(inner, rest) };
}

/** Where differences come from rows that they share, only the corrected t-test holds. */
export function refuseTests(root: MapNode, plan: Plan, issues: Issues): void {
  const { test } = plan.compare;
  if (test !== "permutation" && test !== "wilcoxon") return;
  const compared = pooled(plan);
  for (let variant = 0; variant < compared.variants; variant++) {
    const { unit, overlap } = populationOf(compared, variant);
    if (overlap === 0) continue;
    const compare = root.entries.get("compare")?.value;
    const at = (compare?.kind === "map" ? compare.entries.get("test")?.value.at : undefined) ?? START;
    const message = `compare.test: ${unit}s of one data set share rows, for which only Nadeau and Bengio's corrected t-test allows`;
    issues.add(issue("compare", at, message, "write test: auto"));
    return;
  }
}
