import { itemAt } from "../numbers/item-at.ts";

/** How a series is told from the others: by colour, then by dash. */
export interface Look {
  /** #rrggbb */
  readonly colour: string;
  readonly dash: "solid" | "dashed" | "dotted";
}

/**
 * Colours that people with any colour vision tell apart, each with a contrast of at least 3 to white and to near-black, so
 * that a picture serves light and dark pages alike. Found by search; the test states and holds what was searched for.
 */
export const COLOURS = ["#006cc0", "#f03c00", "#00a830", "#d854fc", "#846c48", "#8484a8", "#a8486c"] as const;

const DASHES = ["solid", "dashed", "dotted"] as const;

/** The look of the n-th series, from 0. */
export function lookOf(index: number): Look {
  const colour = itemAt(COLOURS, index % COLOURS.length);
  return { colour, dash: itemAt(DASHES, Math.floor(index / COLOURS.length) % DASHES.length) };
}

/** What is not data: one choice that can be read on light and dark pages. */
export const INK = { text: "#777777", line: "#8888884d" } as const;

/** The nearest of a terminal's 216 colours. */
export function terminalColour(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => Math.round(Number.parseInt(colour.slice(at, at + 2), 16) / 51));
  return 16 + 36 * (r as number) + 6 * (g as number) + (b as number);
}
