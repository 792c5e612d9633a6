import { axis, type Theme } from "./frame.ts";
import type { Look } from "./palette.ts";

/** Epochs, from 1 to the last. */
export const epochAxis = (theme: Theme, gridIndex: number, last: number) => ({
  ...axis(theme),
  // Zoomed, an axis may end between two epochs.
  axisLabel: {
    ...axis(theme).axisLabel,
    formatter: (epoch: number) => (Number.isInteger(epoch) ? epoch.toLocaleString("en") : ""),
  },
  gridIndex,
  type: "value",
  min: 1,
  max: Math.max(2, Math.ceil(last)),
  minInterval: 1,
  name: "epoch",
  nameLocation: "middle",
  nameGap: 26,
  splitLine: { show: false },
  axisLine: { ...axis(theme).axisLine, onZero: false },
});

/** A line. Where values mostly stay, as rates do, their changes are drawn as what they are: jumps. */
export function lineAs({ colour, dash }: Look, values: readonly unknown[]) {
  const same = values.filter((value, i) => value === values[i - 1]).length;
  return {
    type: "line",
    step: 2 * same > values.length ? "middle" : false,
    lineStyle: { color: colour, width: 2, type: dash },
    itemStyle: { color: colour },
  };
}

/** What is not above 0 has no place on a log scale. */
export const placed = (value: number, isLog: boolean) =>
  Number.isFinite(value) && (!isLog || value > 0) ? value : null;
