import type { Cell } from "../experiment/plan.ts";
import { lookUp, type Path } from "../source/tree.ts";
import { cellOf } from "./cells.ts";
import type { Composer, Point } from "./composer.ts";
import { isSection } from "./sections.ts";

/** A column of the tables: of an axis, or of a path that only `include` sets. */
export type Column =
  | {
      readonly head: string;
      readonly axis: number /** Among the axis's paths; undefined for all under one name. */;
      readonly part: number | undefined;
    }
  | { readonly head: string; readonly path: Path };

export function axisColumns(composer: Composer): readonly Column[] {
  return composer.axes.flatMap(({ heads, paths }, axis) =>
    heads.map((head, i) => ({ head, axis, part: heads.length === paths.length ? i : undefined })),
  );
}

/** The cell of each column at a point; null where the axis does not apply. */
export function cellsAt(composer: Composer, columns: readonly Column[], point: Point): readonly Cell[] {
  return columns.map((column, i) => {
    const added = point.overlay?.cells.get(i);
    if (added !== undefined)
      return added.additions.some((addition) => composer.adds(point, addition)) ? added.cell : null;
    if ("path" in column) return writtenAt(composer, column.path, point);
    const axis = composer.axes[column.axis];
    if (axis === undefined) return null;
    if (point.flat < 0)
      return column.part === undefined ? null : writtenAt(composer, axis.paths[column.part] ?? [], point);
    const flags = composer.applies(point, column.axis);
    const applies = column.part === undefined ? flags.includes(true) : flags[column.part];
    if (!applies) return null;
    return axis.values[composer.indexAt(point.flat, column.axis)]?.cells[column.part ?? 0] ?? null;
  });
}

/** The base document's value, for columns that the grid does not set. */
function writtenAt(composer: Composer, [section, ...path]: Path, point: Point): Cell {
  if (!isSection(section)) return null;
  const node = lookUp(composer.at(section, point).node, path);
  return node === undefined ? null : cellOf(node);
}
