import { type Frame, LONGEST_NAME } from "./frame.ts";
import type { View } from "./view.ts";

/** What the reader has chosen of the curves. */
export type CourseChosen = {
  /** Drawn above the rate. */
  readonly metric: string;
  readonly rate: string;
  readonly isLog: boolean;
  readonly isRateLog: boolean;
  readonly hasBands: boolean;
  /** Whether lines go over optimizer steps, and not over epochs. */
  readonly isBySteps: boolean;
};

/** A variant that is drawn. */
export interface Line {
  readonly label: string;
  /** Place among the report's variants. */
  readonly variant: number;
}

export interface CourseChart extends CourseChosen {
  readonly view: View;
  readonly lines: readonly Line[];
  readonly frame: Frame;
  readonly box: ReturnType<typeof courseBox>;
}

/** Where the shown epochs of a variant end, on the axis of the chart. */
export function placesOf({ view, isBySteps }: CourseChart, variant: number): readonly number[] {
  const { epochs, steps } = view.data.courses;
  const each = isBySteps ? (steps[variant] ?? 1) : 1;
  return epochs.map((epoch) => epoch * each);
}

const GAP = 46;
/** Of the two plots, the rate's. */
export const RATE = 1;

/** In pixels: the plots, the room around them, and the whole. */
export function courseBox(lines: readonly Line[], { top, width, isFile }: Frame) {
  const longest = Math.max(0, ...lines.map(({ label }) => Math.min(LONGEST_NAME, label.length)));
  const sides = isFile ? { left: 70, right: 62 + 7 * longest } : { left: 62, right: 18 };
  const heights = width < 500 ? ([220, 130] as const) : ([300, 160] as const);
  const tops = [top + 34, top + 34 + heights[0] + GAP] as const;
  return { ...sides, tops, heights, height: tops[RATE] + heights[RATE] + (isFile ? 54 : 74) };
}
