import type { Cell } from "../experiment/plan.ts";
import type { Span } from "../issues/issue.ts";
import type { Placement } from "./compose.ts";
import type { Section } from "./sections.ts";

/** A value that an entry of `include` puts somewhere. */
export interface Addition extends Placement {
  readonly section: Section;
  /** Where its key stands. */
  readonly at: Span;
}

/** What one key of an entry adds, with the cells that show it, by column. */
export interface Addends {
  readonly additions: readonly Addition[];
  readonly cells: readonly (readonly [number, Cell])[];
}

/** What entries of `include` add to a point. */
export interface Overlay {
  readonly id: string;
  readonly placements: readonly Addition[];
  /** By column; shown where one of these placements applies. */
  readonly cells: ReadonlyMap<number, { readonly cell: Cell; readonly additions: readonly Addition[] }>;
}

export function overlayOf(id: string, all: readonly Addends[]): Overlay {
  const cells = all.flatMap(({ additions, cells }) =>
    cells.map(([column, cell]) => [column, { cell, additions }] as const),
  );
  return { id, placements: all.flatMap(({ additions }) => additions), cells: new Map(cells) };
}

/** Entries one after another: a later one replaces what an earlier one put at the same path. */
export function merged(overlays: readonly Overlay[]): Overlay | undefined {
  const [first] = overlays;
  if (first === undefined || overlays.length === 1) return first;
  const placements = new Map(
    overlays.flatMap(({ placements }) => placements).map((one) => [[one.section, ...one.path].join("."), one]),
  );
  const cells = new Map(overlays.flatMap(({ cells }) => [...cells]));
  return { id: overlays.map(({ id }) => id).join(), placements: [...placements.values()], cells };
}
