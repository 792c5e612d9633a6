import { itemAt } from "../numbers/item-at.ts";
import { truncate } from "../tables/columns.ts";

/** Colours of what is not data. */
export interface Theme {
  readonly text: string;
  /** Of axes and ticks. */
  readonly line: string;
  /** Of the lines across the plot. */
  readonly grid: string;
  readonly page: string;
  /** Whether the page is dark, so that light lines stand out from it. */
  readonly isDark: boolean;
}

/** One that can be read on light and dark pages. */
export const STILL: Theme = { text: "#777777", line: "#777777", grid: "#8888884d", page: "transparent", isDark: false };

/** Where a chart is drawn. Lengths are in pixels. */
export interface Frame {
  readonly theme: Theme;
  readonly width: number;
  /** Kept free for a title. */
  readonly top: number;
  /** Nobody points at a file, or looks at its page for the rest. */
  readonly isFile: boolean;
}

export const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

/** The letters of a name at a line or a box. Fonts differ, so names are cut by letters. */
export const LONGEST_NAME = 40;

/** What all charts share. */
export const base = (theme: Theme) => ({
  animation: false,
  textStyle: { fontFamily: FONT, color: theme.text },
});

/** What all axes share. */
export const axis = (theme: Theme) => ({
  nameTextStyle: { color: theme.text, fontSize: 12 },
  axisLabel: { color: theme.text, fontSize: 11, hideOverlap: true },
  axisLine: { show: true, lineStyle: { color: theme.line } },
  axisTick: { show: true, lineStyle: { color: theme.line } },
  splitLine: { lineStyle: { color: theme.grid } },
});

/** From worst to best: dark and light differ for every eye (viridis, by Smith and van der Walt). */
export const SEQUENCE = [
  "#fde725",
  "#a0da39",
  "#4ac16d",
  "#1fa187",
  "#277f8e",
  "#365c8d",
  "#46327e",
  "#440154",
] as const;

/** The names of lines, one beneath the other. */
export const fileLegend = (theme: Theme, data: readonly { readonly name: string; readonly icon?: string }[]) => ({
  orient: "vertical",
  itemHeight: 10,
  data,
  formatter: (name: string) => truncate(name, LONGEST_NAME),
  textStyle: { color: theme.text, fontSize: 12 },
});

export function tooltip(theme: Theme) {
  return {
    backgroundColor: theme.page,
    borderColor: theme.line,
    textStyle: { color: theme.text, fontSize: 12 },
    confine: true,
  };
}

/** Ticks of small and large numbers would not fit. */
export function tickText(value: number): string {
  const rounded = Number(value.toPrecision(6));
  const size = Math.abs(rounded);
  return rounded !== 0 && (size < 1e-3 || size >= 1e5) ? rounded.toExponential() : String(rounded);
}

/** Over a smaller factor the two scales hardly differ. */
const BY_SIZE = 3;

/** Whether numbers lie evenly on a log scale rather than on a linear one. @param sorted ascending */
export function isSpreadBySize(sorted: readonly number[]): boolean {
  const [low, high] = [itemAt(sorted, 0), sorted.at(-1) as number];
  const [before, after] = [Math.floor((sorted.length - 1) / 2), Math.floor(sorted.length / 2)];
  const middle = itemAt(sorted, before) * itemAt(sorted, after);
  // Between the middles of the two scales, as ratios go.
  return low > 0 && high / low >= BY_SIZE && middle < Math.sqrt(low * high) * ((low + high) / 2);
}

/** Whether values are spread over so many sizes that a linear scale would hide the small ones. */
export function wantsLog(values: readonly number[]): boolean {
  const finite = values.filter(Number.isFinite);
  const low = finite.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = finite.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return low > 0 && high / low >= 20;
}
