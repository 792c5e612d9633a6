import type { Registry } from "../contracts/registry.ts";
import type { Cell } from "../experiment/plan.ts";
import type { Grid } from "../grid/grid.ts";
import { partOf, SLOTS } from "../grid/sections.ts";
import { itemAt } from "../numbers/item-at.ts";
import type { Node, Path } from "../source/tree.ts";

/** An axis that varies schedules. */
interface ScheduleAxis {
  readonly head: string;
  /** Its first value as written. */
  readonly first: Cell;
}

/** The axes of the grid that vary schedules, and not just their parameters. */
export function scheduleAxes({ composer }: Grid, registry: Registry): readonly ScheduleAxis[] {
  return composer.axes.flatMap(({ paths, heads, values }) => {
    const part = paths.findIndex((path, i) =>
      variesSchedules(
        path,
        values.map(({ nodes }) => nodes[i]),
        registry,
      ),
    );
    const place = heads.length === paths.length ? part : 0;
    const first = values[0]?.cells[place];
    return part === -1 || first === undefined ? [] : [{ head: itemAt(heads, place), first }];
  });
}

/** Whether what stands at a path of an axis are schedules, and not their parameters. */
function variesSchedules([section]: Path, nodes: readonly (Node | undefined)[], registry: Registry): boolean {
  const isSchedule = (node: Node | undefined): boolean =>
    node?.kind === "list" ? node.items.every(isSchedule) : partOf(node, SLOTS.scheduler, registry) !== undefined;
  return section === "scheduler" && nodes.some(isSchedule);
}
