import type { Registry } from "../contracts/registry.ts";
import type { Cell } from "../experiment/plan.ts";
import type { Issues } from "../issues/collector.ts";
import { issue, type Span, type Suggestion } from "../issues/issue.ts";
import { listed, nearest, rename } from "../issues/suggest.ts";
import { whyLeftOut } from "../schema/left-out.ts";
import type { Path } from "../source/tree.ts";
import type { Grid } from "./grid.ts";
import { ONE_SEED } from "./key-homes.ts";
import { elements, isSection, keysOf, type Section } from "./sections.ts";

/** Reports axes and additions that were no parameter at any point. Every point must have been composed before. */
export function findIdle(grid: Grid, registry: Registry, issues: Issues): void {
  const { composer, points } = grid;
  composer.axes.forEach(({ key, at, paths }, axis) => {
    paths.forEach((path, part) => {
      if (composer.everApplied(axis, part)) return;
      const name = path.join(".");
      const message =
        paths.length > 1
          ? `grid.${key}: no part has a parameter at ${name}`
          : `grid.${key}: no part has a parameter there`;
      // A joined key holds several paths.
      const place = paths.length === 1 ? at : undefined;
      const values = composer.axes[axis]?.values.map(({ cells }) => cells[part] ?? null) ?? [];
      const way = seedsInstead(path, values) ?? suggestionFor(path, place, grid, registry);
      issues.add(issue("axis", at, message, way));
    });
  });
  for (const { label, key, at, section, path, node } of grid.search?.axes ?? []) {
    if (composer.everAdded({ section, path, label, at, node: node(0) })) continue;
    const way = suggestionFor(key.split("."), at, grid, registry);
    issues.add(issue("search", at, `${label}: no part has a parameter there`, way));
  }
  const additions = new Set(grid.search?.axes.map(({ label }) => label));
  for (let i = 0; i < points.count; i++)
    for (const addition of points.at(i).overlay?.placements ?? []) {
      if (additions.has(addition.label) || composer.everAdded(addition)) continue;
      additions.add(addition.label);
      const path = [addition.section, ...addition.path];
      const way = suggestionFor(path, addition.at, grid, registry);
      issues.add(issue("include", addition.at, `${addition.label}: no part has a parameter there`, way));
    }
}

/** Every variant has all seeds: no axis is needed. */
function seedsInstead(path: Path, values: readonly Cell[]): string | undefined {
  if (!ONE_SEED.includes(path.at(-1) ?? "") || !values.every(Number.isSafeInteger)) return undefined;
  return `every variant is trained with each seed: write seeds: [${values.join(", ")}] at the top level in place of this axis`;
}

/** The path that was probably meant. @param place of the path in the text, where it stands alone */
function suggestionFor(
  path: Path,
  place: Span | undefined,
  grid: Grid,
  registry: Registry,
): Suggestion<Span> | string | undefined {
  const [section] = path;
  if (!isSection(section)) return undefined;
  const names = [...parameterPaths(section, grid, registry)];
  const last = path.at(-1) ?? "";
  const reason = section === "data" ? undefined : whyLeftOut(last, "");
  if (reason !== undefined) return reason;
  const endOf = (name: string) => name.slice(name.lastIndexOf(".") + 1);
  const near = nearest(last, names.map(endOf));
  const meant = names.find((name) => endOf(name) === last) ?? names.find((name) => endOf(name) === near);
  if (meant !== undefined) return rename(meant, place);
  return names.length === 0 ? `there is no ${section}` : `parameters there: ${listed(names.slice(0, 12))}`;
}

/** Paths that are parameters at some point. The first points are enough for a suggestion. */
function parameterPaths(section: Section, { composer, points }: Grid, registry: Registry): ReadonlySet<string> {
  const names = new Set<string>();
  for (let i = 0; i < Math.min(points.count, 1000); i++)
    for (const { path, node } of elements(section, composer.at(section, points.at(i)).node))
      if (node.kind === "map")
        for (const key of keysOf(composer.forms[section], node, registry)) names.add([section, ...path, key].join("."));
  return names;
}
