import type { Marginals } from "../analysis/marginals.ts";
import type { Cell } from "../experiment/plan.ts";
import { type CellColumn, DIVERGED, N } from "./column.ts";

type ValueOfAxis = Marginals["axes"][number]["values"][number];

/** A value of an axis, or what remains: interactions and noise. */
interface MarginalRow extends Partial<ValueOfAxis> {
  readonly axis: string;
  readonly share: number | undefined;
  readonly method: string;
}

/** The columns of marginals.csv. */
export const marginalColumns: readonly CellColumn<MarginalRow>[] = [
  {
    head: "axis",
    meaning: "The axis; columns that always move together count as one.",
    cell: ({ axis }) => axis,
  },
  {
    head: "value",
    meaning: "One of its values, or the lower end of a range of a searched number.",
    cell: ({ value }): Cell | undefined => value,
  },
  { head: "to", meaning: "Upper end of the range. Only for a search.", cell: ({ to }) => to },
  {
    head: "variants",
    meaning: "Variants with this value that have a figure.",
    shown: "whole",
    cell: ({ variants }) => variants,
  },
  { ...N, cell: ({ n }) => n },
  { ...DIVERGED, cell: ({ diverged }) => diverged },
  {
    head: "mean",
    meaning: "Mean of the variants' means: what this value gives, whatever the other axes are.",
    shown: "figure",
    cell: ({ mean }) => mean,
  },
  { head: "median", meaning: "Median of the variants' means.", shown: "figure", cell: ({ median }) => median },
  {
    head: "share",
    meaning: "The axis's share of the variance between variants.",
    shown: "share",
    cell: ({ share }) => share,
  },
  {
    head: "method",
    meaning: "How the share was worked out: `functional ANOVA` or `permutation importance`, each perhaps `of ranks`.",
    cell: ({ method }) => method,
  },
];

/** Of what marginals.csv has rows: each value of each axis, then interactions and noise. */
export function marginalRows({ method, axes, interactions }: Marginals): readonly MarginalRow[] {
  const rows: MarginalRow[] = axes.flatMap(({ axis, share, values }) =>
    values.map((one) => ({ ...one, axis, share, method })),
  );
  return interactions === undefined ? rows : [...rows, { axis: "interactions", share: interactions, method }];
}
