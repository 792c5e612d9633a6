import { itemAt } from "../numbers/item-at.ts";

/** How a line is told from the others: by colour and mark, and by dash. */
export interface Look {
  /** #rrggbb */
  readonly colour: string;
  /** Lengths of strokes and gaps in pixels. */
  readonly dash: "solid" | readonly number[];
  readonly symbol: (typeof SYMBOLS)[number];
}

/**
 * Colours that people with any colour vision tell apart, each with a contrast of at least 3 to white and to near-black, so
 * that a picture serves light and dark pages alike. Found by search; the test states and holds what was searched for.
 */
export const COLOURS = ["#006cc0", "#f03c00", "#00a830", "#d854fc", "#846c48", "#8484a8", "#a8486c"] as const;

const DASHES: readonly Look["dash"][] = ["solid", [7, 4], [2, 3], [10, 3, 2, 3]];
const SYMBOLS = ["circle", "rect", "triangle", "diamond", "path://M0 0L10 0L5 8Z"] as const;

/** A mark for what has no figure. */
export const CROSS = "path://M1 0L5 4L9 0L10 1L6 5L10 9L9 10L5 6L1 10L0 9L4 5L0 1Z";

/**
 * The look of the n-th group of lines, from 0: 35 differ in colour and mark.
 * @param within place of a line among those of its group, which differ in their dashes
 */
export function lookOf(group: number, within = 0): Look {
  const round = Math.floor(group / COLOURS.length);
  return {
    colour: itemAt(COLOURS, group % COLOURS.length),
    dash: itemAt(DASHES, (group + within) % DASHES.length),
    symbol: itemAt(SYMBOLS, (group + round) % SYMBOLS.length),
  };
}

/** The nearest of a terminal's 216 colours. */
export function terminalColour(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => Math.round(Number.parseInt(colour.slice(at, at + 2), 16) / 51));
  return 16 + 36 * (r as number) + 6 * (g as number) + (b as number);
}
