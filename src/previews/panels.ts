import type { Cell, Plan } from "../experiment/plan.ts";
import { itemAt } from "../numbers/item-at.ts";
import { type Curve, labelOf, type Trait, traitsOf } from "./curves.ts";

/** A curve in a panel. Series of one label look alike in every panel. */
export interface Series {
  readonly label: string;
  /** Chooses the look, from 0. */
  readonly index: number;
  readonly curve: Curve;
}

/** A chart of its own, beside others on the same scales. */
export interface Panel {
  /** `optimizer.lr = 0.1`, or "" for the only one. */
  readonly title: string;
  readonly series: readonly Series[];
}

export interface Limits {
  /** More curves than these are spread over panels, if an axis of the grid divides them. */
  readonly perPanel: number;
  readonly panels: number;
}

interface Arrangement {
  readonly panels: readonly Panel[];
  /** Curves that found no place. */
  readonly left: number;
  /** Variants that each curve stands for, where that is the same for all; the labels do not repeat it. Else 1. */
  readonly each: number;
}

interface Described {
  readonly curve: Curve;
  readonly traits: readonly Trait[];
}

/** Arranges curves so that each chart stays readable: by an axis of the grid if one divides them, else in their order. */
export function arrangePanels(plan: Plan, curves: readonly Curve[], limits: Limits): Arrangement {
  const traits = traitsOf(plan, curves);
  const all = curves.map((curve, i) => ({ curve, traits: itemAt(traits, i) }));
  const counts = new Set(curves.map(({ variants }) => variants.length));
  const each = counts.size === 1 ? itemAt([...counts], 0) : 1;
  const column = curves.length > limits.perPanel ? dividingColumn(plan, all, limits) : undefined;
  const groups = column === undefined ? inOrder(all, limits.perPanel) : byColumn(plan, all, column);
  const indices = new Map<string, number>();
  const panels = groups.slice(0, limits.panels).map(({ title, members }): Panel => {
    const series = members.slice(0, limits.perPanel).map(({ curve, traits }) => {
      const rest = traits.filter((trait) => trait.column !== column);
      const label = labelOf(plan, rest, each > 1 ? 1 : curve.variants.length);
      const index = indices.get(label) ?? indices.size;
      indices.set(label, index);
      return { label, index, curve };
    });
    return { title, series };
  });
  const drawn = panels.reduce((sum, { series }) => sum + series.length, 0);
  return { panels, left: curves.length - drawn, each };
}

interface PanelGroup {
  readonly title: string;
  readonly members: readonly Described[];
}

function inOrder(all: readonly Described[], perPanel: number): readonly PanelGroup[] {
  const count = Math.ceil(all.length / perPanel);
  const size = Math.ceil(all.length / count);
  return Array.from({ length: count }, (_, i) => {
    const members = all.slice(i * size, (i + 1) * size);
    const title = `schedules ${i * size + 1} to ${i * size + members.length}`;
    return { title: count === 1 ? "" : title, members };
  });
}

function byColumn(plan: Plan, all: readonly Described[], column: number): readonly PanelGroup[] {
  return [...dividedBy(all, column)].map(([value, members]) => ({
    title: `${plan.heads[column]} = ${value ?? "(none)"}`,
    members,
  }));
}

function dividedBy(all: readonly Described[], column: number): Map<Cell, Described[]> {
  const groups = new Map<Cell, Described[]>();
  for (const described of all) {
    const value = described.traits.find((trait) => trait.column === column)?.values[0] ?? null;
    groups.set(value, [...(groups.get(value) ?? []), described]);
  }
  return groups;
}

/**
 * The column by which the fewest panels hold the most curves. It must have one value in each curve, and there must be
 * something to compare within a panel.
 */
function dividingColumn(plan: Plan, all: readonly Described[], { perPanel, panels }: Limits): number | undefined {
  const scored = plan.heads.flatMap((_, column) => {
    const isClear = all.every(({ traits }) => traits.some((t) => t.column === column && t.values.length === 1));
    if (!isClear) return [];
    const groups = [...dividedBy(all, column).values()];
    const held = groups.slice(0, panels).reduce((sum, group) => sum + Math.min(group.length, perPanel), 0);
    return [{ column, held, panels: groups.length }];
  });
  const [best] = scored
    .filter(({ panels }) => panels > 1 && 2 * panels <= all.length)
    .sort((a, b) => b.held - a.held || a.panels - b.panels);
  return best?.column;
}
