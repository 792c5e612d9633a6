import type { Registry } from "../definition/registry.ts";
import { didYouMean, listed } from "../definition/suggest.ts";
import { type Axis, readAxes } from "./axes.ts";
import { axisColumns, type Column } from "./columns.ts";
import { Composer } from "./composer.ts";
import { found } from "./describe.ts";
import type { Problems } from "./diagnostics.ts";
import { readExcludes } from "./excludes.ts";
import { readIncludes } from "./includes.ts";
import { arrange, type Points } from "./points.ts";
import { product } from "./product.ts";
import { isSection, keysOf, SECTIONS, type Section, SLOTS } from "./sections.ts";
import type { MapNode, Node, Path } from "./tree.ts";

/** What is varied, and the points that come of it. */
export interface Grid {
  readonly composer: Composer;
  readonly columns: readonly Column[];
  readonly points: Points;
}

const EMPTY: MapNode = { kind: "map", entries: new Map(), at: 0 };

/** Reads `grid`. Undefined when it cannot be expanded; then the problems say why. */
export function readGrid(
  root: MapNode,
  registry: Registry,
  seeds: number,
  maxRuns: number,
  problems: Problems,
): Grid | undefined {
  const entry = root.entries.get("grid");
  const grid = entry?.value ?? EMPTY;
  if (grid.kind !== "map") {
    problems.add({
      code: "axis",
      at: grid.at,
      message: `grid must be a mapping of paths to values, found ${found(grid)}`,
      remedy: "write optimizer.lr: [0.1, 0.01] under it",
    });
    return undefined;
  }
  const before = problems.count;
  const axes = readAxes(grid, problems).filter((axis) => namesSections(axis, registry, problems));
  const composer = new Composer(baseOf(root), axes, registry);
  const columns = [...axisColumns(composer)];
  const excludes = readExcludes(grid, axes, problems);
  const includes = readIncludes(grid, axes, columns, problems);
  if (problems.count > before) return undefined;
  const expanded = product(composer);
  const at = entry?.key ?? 0;
  if ("tooMany" in expanded) {
    problems.add(tooMany(at, expanded.tooMany, seeds, maxRuns));
    return undefined;
  }
  const points = arrange(composer, expanded.flats, excludes, includes, problems);
  if (points.count * seeds > maxRuns) problems.add(tooMany(at, points.count, seeds, maxRuns));
  else if (points.count === 0) problems.add({ code: "exclude", at, message: "grid.exclude leaves no variant" });
  return problems.count > before ? undefined : { composer, columns, points };
}

function tooMany(at: number, variants: number, seeds: number, maxRuns: number) {
  const product = seeds === 1 ? "" : ` (${variants} variants × ${seeds} seeds)`;
  const message = `the grid makes ${variants * seeds} runs${product}, more than ${maxRuns}`;
  return { code: "too-many-runs", at, message, remedy: "take out values, or raise --max-runs" } as const;
}

function baseOf(root: MapNode): ReadonlyMap<Section, Node> {
  return new Map(
    SECTIONS.flatMap((section) => {
      const node = root.entries.get(section)?.value;
      return node === undefined ? [] : [[section, node] as const];
    }),
  );
}

/** Whether an axis goes to parts of a run's configuration; told if not. */
function namesSections(axis: Axis, registry: Registry, problems: Problems): boolean {
  const strangers = axis.paths.filter(([first]) => !isSection(first));
  for (const path of strangers) {
    const name = path.join(".");
    problems.add({
      code: "axis",
      at: axis.at,
      message: `grid.${axis.key}: '${name}' is no path`,
      remedy: remedyFor(path, registry),
    });
  }
  return strangers.length === 0;
}

function remedyFor([first = "", ...rest]: Path, registry: Registry): string {
  if (first === "seed" || first === "seeds") return "seeds are given by the top-level key seeds";
  const near = didYouMean(first, SECTIONS);
  if (near !== undefined) return `did you mean '${[near.slice("did you mean '".length, -2), ...rest].join(".")}'?`;
  if (rest.length === 0 && keysOf("training", EMPTY, registry).includes(first))
    return `did you mean 'training.${first}'?`;
  const [section] =
    Object.entries(SLOTS)
      .toReversed()
      .find(([, slot]) =>
        Object.values(registry[slot]).some(({ params }) => Object.hasOwn(params.properties, first)),
      ) ?? [];
  if (rest.length === 0 && section !== undefined) return `did you mean '${section}.${first}'?`;
  return `a path begins with ${listed(SECTIONS)}`;
}
