import { itemAt } from "../numbers/item-at.ts";

/** How a line is told from the others: by colour and mark, then by dash. */
interface Look {
  /** #rrggbb */
  readonly colour: string;
  readonly dash: "solid" | "dashed" | "dotted";
  readonly symbol: (typeof SYMBOLS)[number];
}

/**
 * Colours that people with any colour vision tell apart, each with a contrast of at least 3 to white and to near-black, so
 * that a picture serves light and dark pages alike. Found by search; the test states and holds what was searched for.
 */
export const COLOURS = ["#006cc0", "#f03c00", "#00a830", "#d854fc", "#846c48", "#8484a8", "#a8486c"] as const;

const DASHES = ["solid", "dashed", "dotted"] as const;
const SYMBOLS = ["circle", "rect", "triangle", "diamond", "path://M0 0L10 0L5 8Z"] as const;

/** The look of the n-th line, from 0. Neighbours differ in colour and mark, then in dash. */
export function lookOf(index: number): Look {
  const round = Math.floor(index / COLOURS.length);
  return {
    colour: itemAt(COLOURS, index % COLOURS.length),
    dash: itemAt(DASHES, round % DASHES.length),
    symbol: itemAt(SYMBOLS, (index + round) % SYMBOLS.length),
  };
}

/** The nearest of a terminal's 216 colours. */
export function terminalColour(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => Math.round(Number.parseInt(colour.slice(at, at + 2), 16) / 51));
  return 16 + 36 * (r as number) + 6 * (g as number) + (b as number);
}
