import { shortHeads } from "../analysis/short-heads.ts";
import type { Cell } from "../contracts/plan.ts";
import { itemAt } from "../numbers/item-at.ts";

/** The data of a report that labels are made of. */
interface Labelled {
  readonly heads: readonly string[];
  readonly variants: readonly { readonly cells: readonly Cell[] }[];
}

/** The label of each variant, by the axes that vary: `lr=0.3, cosine`. */
export function labelsOf({ heads, variants }: Labelled): readonly string[] {
  const varying = heads.map((_, column) => new Set(variants.map(({ cells }) => cells[column])).size > 1);
  const short = shortHeads(heads);
  return variants.map(({ cells }) => {
    const parts = cells.flatMap((cell, column) => (varying[column] ? [partOf(itemAt(short, column), cell)] : []));
    return parts.filter(Boolean).join(", ") || "the only variant";
  });
}

/** A name unchanged; a number with its head: `lr=0.3`. */
function partOf(head: string, cell: Cell): string {
  if (cell === null) return "";
  return typeof cell === "string" ? cell : `${head}=${cell}`;
}

export const cellText = (cell: Cell | undefined) => (cell === null || cell === undefined ? "" : String(cell));
