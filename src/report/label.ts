import type { Cell } from "../experiment/plan.ts";
import { shortHeads, valueText } from "../experiment/short-heads.ts";
import { distinctTexts, numberText } from "../numbers/distinct-texts.ts";
import { itemAt } from "../numbers/item-at.ts";

/** The data of a report that labels are made of. */
interface Labelled {
  readonly heads: readonly string[];
  readonly variants: readonly { readonly cells: readonly Cell[] }[];
}

/** The label of each variant, by the axes that vary: `lr=0.3, cosine`. */
export function labelsOf({ heads, variants }: Labelled): readonly string[] {
  const columns = heads.map((_, column) => variants.map(({ cells }) => cells[column] ?? null));
  const varying = columns.map((cells) => new Set(cells).size > 1);
  const texts = columns.map(cellTexts);
  const short = shortHeads(heads);
  return variants.map(({ cells }) => {
    const parts = cells.flatMap((cell, column) =>
      varying[column] && cell !== null
        ? [valueText(itemAt(heads, column), itemAt(short, column), cell, itemAt(texts, column)(cell))]
        : [],
    );
    return parts.join(", ") || "the only variant";
  });
}

/** Texts of the values under a head: numbers as short as they stay distinct. */
export function cellTexts(values: Iterable<Cell>): (cell: Cell | undefined) => string {
  const textOf = distinctTexts([...values].filter((value) => typeof value === "number"));
  return (cell) => (typeof cell === "number" ? textOf(cell) : cellText(cell));
}

/** The text of a value by itself. */
export function cellText(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return "";
  return typeof cell === "number" ? numberText(cell) : String(cell);
}
