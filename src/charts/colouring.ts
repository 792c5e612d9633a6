import { itemAt } from "../numbers/item-at.ts";
import type { ReportData } from "../report/data.ts";
import { axisValues } from "../report/data.ts";
import { cellTexts } from "../report/label.ts";
import { type Look, lookOf } from "./palette.ts";

/** Which colour each variant has. It follows from all variants, so no filter changes it. */
export interface Colouring {
  /** The place among the heads of what colours stand for; undefined where each variant has its own. */
  readonly column: number | undefined;
  /** Of colours, in the order of the axis's values. */
  readonly names: readonly string[];
  readonly of: readonly VariantColour[];
}

interface VariantColour {
  /** Place among the names. */
  readonly group: number;
  /** Place among what else the variants differ in. */
  readonly within: number;
}

/** @param labels of the variants */
export function colouringBy(data: ReportData, column: number | undefined, labels: readonly string[]): Colouring {
  if (column === undefined)
    return { column, names: labels, of: labels.map((_, variant) => ({ group: variant, within: 0 })) };
  const values = axisValues(data, column);
  const groups = new Map(values.map((value, place) => [value, place]));
  const rests = new Map<string, number>();
  const of = data.variants.map(({ cells }) => {
    const rest = JSON.stringify(cells.toSpliced(column, 1));
    const within = rests.get(rest) ?? rests.size;
    rests.set(rest, within);
    return { group: groups.get(cells[column] ?? null) ?? 0, within };
  });
  const textOf = cellTexts(values);
  return { column, names: values.map((value) => textOf(value) || "—"), of };
}

/** The look of a variant's line. */
export function lookUnder({ of }: Colouring, variant: number): Look {
  const { group, within } = itemAt(of, variant);
  return lookOf(group, within);
}
