import type { Registry } from "../contracts/registry.ts";
import type { Issues } from "../issues/collector.ts";
import { issue, type Span } from "../issues/issue.ts";
import { counted } from "../numbers/counted.ts";
import { found } from "../source/describe.ts";
import { START } from "../source/places.ts";
import type { MapNode, Node } from "../source/tree.ts";
import { type Axis, readAxes } from "./axes.ts";
import { axisColumns, type Column } from "./columns.ts";
import { Composer } from "./composer.ts";
import { readExcludes } from "./excludes.ts";
import { readIncludes } from "./includes.ts";
import { LearnedPoints } from "./learned-points.ts";
import { meantPath } from "./meant-path.ts";
import { nestedAxes } from "./nested-axes.ts";
import { arrange, type Points } from "./points.ts";
import { product } from "./product.ts";
import { SearchPoints } from "./search-points.ts";
import { type Forms, formsOf, isSection, type Section, sectionsIn } from "./sections.ts";
import { readSearch } from "./settings.ts";
import { readSpace } from "./space.ts";

/** The axes, and the points they make. */
export interface Grid {
  readonly composer: Composer;
  readonly columns: readonly Column[];
  readonly points: Points;
  /** How many points are known before the first result. */
  readonly first: number;
  /** How many points there will be. In a search that learns from results, `points` are only the first. */
  readonly total: number;
  readonly search: SearchPoints | undefined;
  /** The points of a search that learns from results, as far as they are known; undefined for all others. */
  readonly learned: LearnedPoints | undefined;
}

const EMPTY: MapNode = { kind: "map", entries: new Map(), at: START };

/** Reads `grid`. Gives undefined if it cannot be expanded; the issues say why. */
export function readGrid(
  root: MapNode,
  registry: Registry,
  seeds: number,
  maxRuns: number,
  issues: Issues,
  warnings: Issues,
): Grid | undefined {
  const entry = root.entries.get("grid");
  const grid = entry?.value ?? EMPTY;
  if (grid.kind !== "map") {
    const message = `grid must be a mapping of paths to values, found ${found(grid)}`;
    issues.add(issue("axis", grid.at, message, "write optimizer.lr: [0.1, 0.01] under it"));
    return undefined;
  }
  const before = issues.count;
  const search = readSearch(root, registry, issues);
  const forms = formsOf(root);
  const axes = readAxes(grid, issues).filter((axis) => namesSections(axis, forms, registry, issues));
  issues.addAll(axes.flatMap((axis) => nestedAxes(axis, root, registry) ?? []));
  const composer = new Composer(baseOf(root, forms), axes, registry, forms);
  const columns = [...axisColumns(composer)];
  const excludes = readExcludes(grid, axes, issues);
  const includes = readIncludes(grid, axes, columns, { registry, forms }, issues);
  const searched = root.entries.get("search")?.value;
  const space = searched?.kind === "map" ? readSpace(searched, columns, { registry, forms }, issues) : [];
  if (issues.count > before) return undefined;
  const expanded = product(composer);
  const at = entry?.key ?? START;
  if ("tooMany" in expanded) {
    issues.add(tooMany(at, expanded.tooMany, seeds, maxRuns));
    return undefined;
  }
  const points = arrange(composer, expanded.flats, excludes, includes, issues);
  const over = search && new SearchPoints(points, space, search, composer);
  const total = over?.count ?? points.count;
  const what = search === undefined ? "the grid makes" : "grid and search make";
  if (total * seeds > maxRuns) issues.add(tooMany(searched?.at ?? at, total, seeds, maxRuns, what));
  else if (total === 0)
    issues.add(issue("exclude", at, "grid.exclude leaves no variant", "remove an entry of exclude"));
  if (issues.count > before) return undefined;
  if (over !== undefined && searched !== undefined) tellFewPoints(over, searched, warnings);
  if (over === undefined)
    return { composer, columns, points, first: total, total, search: undefined, learned: undefined };
  const learned = over.search.batch === undefined ? undefined : LearnedPoints.begin(over, over.search.batch);
  const known = learned?.points ?? over.drawn;
  return { composer, columns, points: known, first: known.count, total, search: over, learned };
}

/** Warns if a search asks for more runs than its space has points. */
function tellFewPoints({ trials, search, spaces }: SearchPoints, node: Node, warnings: Issues): void {
  if (trials >= search.runs || spaces.size === 0) return;
  const runs = node.kind === "map" ? node.entries.get("runs")?.value.at : undefined;
  const points = counted(trials, "point");
  const message = `search.runs is ${search.runs}, but its space has ${points}: each is tried once`;
  warnings.add(issue("warning", runs ?? node.at, message, `runs: ${trials}`));
}

function tooMany(at: Span, variants: number, seeds: number, maxRuns: number, what = "the grid makes") {
  const product = seeds === 1 ? "" : ` (${variants} variants × ${seeds} seeds)`;
  const message = `${what} ${variants * seeds} runs${product}, more than ${maxRuns}`;
  return issue("too-many-runs", at, message, "remove values, or raise --max-runs");
}

function baseOf(root: MapNode, forms: Forms): ReadonlyMap<Section, Node> {
  return new Map(
    sectionsIn(forms).flatMap((section) => {
      const node = root.entries.get(section)?.value;
      return node === undefined ? [] : [[section, node] as const];
    }),
  );
}

/** Whether an axis belongs to a run's configuration. Reports it if not. */
function namesSections(axis: Axis, forms: Forms, registry: Registry, issues: Issues): boolean {
  const strangers = axis.paths.filter(([first]) => !isSection(first) || forms[first] === undefined);
  for (const path of strangers) {
    const name = path.join(".");
    // A joined key holds several paths.
    const place = axis.paths.length === 1 ? axis.at : undefined;
    const message = `grid.${axis.key}: '${name}' is not a path`;
    issues.add(issue("axis", axis.at, message, meantPath(path, place, { registry, forms })));
  }
  return strangers.length === 0;
}
