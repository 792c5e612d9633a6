import type { Registry } from "../contracts/registry.ts";
import type { Problems } from "../issues/issue.ts";
import { listed, nearest } from "../issues/suggest.ts";
import type { Path } from "../source/tree.ts";
import type { Grid } from "./grid.ts";
import { elements, isSection, keysOf, type Section } from "./sections.ts";

/** Tells of axes and additions that were no parameter at any point. Every point must have been composed. */
export function findIdle(grid: Grid, registry: Registry, problems: Problems): void {
  const { composer, points } = grid;
  composer.axes.forEach(({ key, at, paths }, axis) => {
    paths.forEach((path, part) => {
      if (composer.everApplied(axis, part)) return;
      const name = path.join(".");
      const message =
        paths.length > 1 ? `grid.${key}: ${name} is nowhere a parameter` : `grid.${key} is nowhere a parameter`;
      problems.add({ code: "axis", at, message, remedy: idleRemedy(path, grid, registry) });
    });
  });
  for (const { label, key, at, section, path, node } of grid.search?.axes ?? []) {
    if (composer.everAdded({ section, path, label, at, node: node(0) })) continue;
    const remedy = idleRemedy(key.split("."), grid, registry);
    problems.add({ code: "search", at, message: `${label} is nowhere a parameter`, remedy });
  }
  const additions = new Set(grid.search?.axes.map(({ label }) => label));
  for (let i = 0; i < points.count; i++)
    for (const addition of points.at(i).overlay?.placements ?? []) {
      if (additions.has(addition.label) || composer.everAdded(addition)) continue;
      additions.add(addition.label);
      const path = [addition.section, ...addition.path];
      problems.add({
        code: "include",
        at: addition.at,
        message: `${addition.label} is nowhere a parameter`,
        remedy: idleRemedy(path, grid, registry),
      });
    }
}

function idleRemedy(path: Path, grid: Grid, registry: Registry): string | undefined {
  const [section] = path;
  if (!isSection(section)) return undefined;
  const names = parameterPaths(section, grid, registry);
  const last = path.at(-1) ?? "";
  const same = [...names].find((name) => name.split(".").at(-1) === last);
  if (same !== undefined) return `did you mean '${same}'?`;
  const near = nearest(
    last,
    [...names].map((name) => name.slice(name.lastIndexOf(".") + 1)),
  );
  const meant = [...names].find((name) => name.endsWith(`.${near}`));
  if (meant !== undefined) return `did you mean '${meant}'?`;
  return names.size === 0 ? `there is no ${section}` : `parameters there: ${listed([...names].slice(0, 12))}`;
}

/** Paths that are parameters at some point; the first points are enough for a suggestion. */
function parameterPaths(section: Section, { composer, points }: Grid, registry: Registry): ReadonlySet<string> {
  const names = new Set<string>();
  for (let i = 0; i < Math.min(points.count, 1000); i++)
    for (const { path, node } of elements(section, composer.at(section, points.at(i)).node))
      if (node.kind === "map")
        for (const key of keysOf(section, node, registry)) names.add([section, ...path, key].join("."));
  return names;
}
