import { itemAt } from "../numbers/item-at.ts";
import { COLOURS, type Look, lookOf } from "./palette.ts";

const SYMBOLS = ["circle", "rect", "triangle", "diamond", "path://M0 0L10 0L5 8Z"] as const;

/** A line's look: colour and dash as everywhere, and a mark, so that two lines with one colour and dash still differ. */
interface LineLook extends Look {
  readonly symbol: (typeof SYMBOLS)[number];
}

/** The look of the n-th line, from 0: neighbours differ in colour and mark, then in dash. */
export function lineLookOf(slot: number): LineLook {
  const round = Math.floor(slot / COLOURS.length);
  const symbol = itemAt(SYMBOLS, (slot + round) % SYMBOLS.length);
  return { ...lookOf(slot), symbol };
}
