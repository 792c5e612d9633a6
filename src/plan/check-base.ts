import type { PointChecker } from "../check/point-checker.ts";
import type { Registry } from "../contracts/registry.ts";
import { type Composed, compose } from "../grid/compose.ts";
import type { Grid } from "../grid/grid.ts";
import { completed, isSection, type Section } from "../grid/sections.ts";
import type { Issues } from "../issues/collector.ts";
import { type Issue, issue, type Span } from "../issues/issue.ts";
import { isNull, lookUp, type MapNode, type Node, type Path } from "../source/tree.ts";

/** A path with values from the grid or a search, and its name in messages. */
interface Covered {
  readonly section: Section;
  readonly path: Path;
  readonly label: string;
}

/** Checks base values that the grid or a search replaces, since no variant would reveal their errors. */
export function checkBase(
  root: MapNode,
  grid: Grid,
  checker: PointChecker,
  registry: Registry,
  issues: Issues,
  warnings: Issues,
): void {
  const found = new Map<Section, readonly Issue<Span>[]>();
  for (const { section, path, label } of coveredBy(grid)) {
    const entry = root.entries.get(section);
    const base = entry?.value;
    if (entry === undefined || base === undefined || isNull(base)) continue;
    if (!found.has(section))
      found.set(section, issuesOf(compose(section, base, [], registry, grid.composer.forms[section]), checker));
    const node = lookUp(base, completed(section, base, path));
    if (node === undefined) continue;
    issues.addAll((found.get(section) ?? []).filter(({ place }) => isWithin(place, node)));
    // An editor demands the other sections, whatever the grid has.
    if (section !== "scheduler" || path.length > 0 || isUsed(grid, section)) continue;
    const message = `${section} counts for nothing: ${label} gives every variant its own`;
    warnings.add(issue("warning", entry.key, message, `remove it, or add it to ${label}`));
  }
}

function coveredBy({ composer, search }: Grid): readonly Covered[] {
  const axes = composer.axes.flatMap(({ key, paths }) =>
    paths.flatMap(([section, ...path]) => (isSection(section) ? [{ section, path, label: `grid.${key}` }] : [])),
  );
  return [...axes, ...(search?.axes ?? [])];
}

/** What is wrong with a section as it is written; what is missing may come from the grid. */
function issuesOf(composed: Composed, checker: PointChecker): readonly Issue<Span>[] {
  const checked = checker.checkSection(composed);
  return "issues" in checked ? checked.issues.filter(({ code }) => code !== "missing") : [];
}

const isWithin = ({ offset }: Span, { at }: Node) => offset >= at.offset && offset <= at.offset + at.length;

/** Whether some variant has a section as it is written, but for parameters. */
function isUsed({ composer, points }: Grid, section: Section): boolean {
  for (let i = 0; i < points.count; i++)
    if (!composer.at(section, points.at(i)).grafts.some(({ path }) => path.length === 0)) return true;
  return false;
}
