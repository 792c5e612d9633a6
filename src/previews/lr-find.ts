import type { Chart } from "../charts/chart.ts";
import { axis, base, type Frame, fileLegend, tickText } from "../charts/frame.ts";
import { placed } from "../charts/lines.ts";
import { lookOf } from "../charts/palette.ts";
import { axisEnds, scaleOf } from "./scale.ts";

/** What a range test found. */
export interface FoundRates {
  /** Of the experiment. */
  readonly name: string;
  /** Which variant, and from which seed. */
  readonly which: string;
  readonly rows: readonly {
    readonly step: number;
    readonly lr: number;
    readonly loss: number;
    readonly smoothed: number;
  }[];
  /** Rates to mark, by name. */
  readonly marks: readonly (readonly [name: string, lr: number])[];
}

/** Both losses over the rate, and the suggestions as upright lines. */
export const lrFind: Chart<FoundRates> = {
  name: "lr-find",
  title: ({ name }) => `${name}: loss over a rising rate`,
  subtitle: ({ which }) => which,
  draw: (found, frame) => ({ option: optionOf(found, frame), height: frame.top + 404 }),
};

function optionOf({ rows, marks }: FoundRates, { theme, top }: Frame) {
  const scale = scaleOf([rows.map(({ smoothed }) => smoothed)]);
  const [low, high] = axisEnds(scale);
  const isLog = scale.kind === "log";
  const upright = (lr: number) => [low, high].map((end) => [lr, end]);
  const lines = [
    { name: "loss", width: 1, data: rows.map(({ lr, loss }) => [lr, placed(loss, isLog)]) },
    { name: "smoothed loss", width: 2, data: rows.map(({ lr, smoothed }) => [lr, placed(smoothed, isLog)]) },
    ...marks.map(([name, lr]) => ({ name, width: 2, data: upright(lr) })),
  ];
  const sides = { ...axis(theme), nameLocation: "middle", axisLine: { ...axis(theme).axisLine, onZero: false } };
  return {
    ...base(theme),
    legend: {
      ...fileLegend(
        theme,
        lines.map(({ name }) => ({ name })),
      ),
      ...{ right: 12, top: top + 16, itemWidth: 28 },
    },
    grid: { left: 80, right: 250, top: top + 24, bottom: 60 },
    xAxis: {
      ...sides,
      type: "log",
      name: "learning rate (log scale)",
      nameGap: 30,
      min: rows[0]?.lr,
      max: rows.at(-1)?.lr,
      // The ends of the axis are seldom round.
      axisLabel: { ...sides.axisLabel, formatter: (lr: number) => tickText(Number(lr.toPrecision(2))) },
    },
    yAxis: {
      ...sides,
      type: isLog ? "log" : "value",
      name: `training loss${isLog ? " (log scale)" : ""}`,
      nameGap: 50,
      min: low,
      max: high,
    },
    series: lines.map(({ name, width, data }, i) => ({
      type: "line",
      name,
      symbol: "none",
      lineStyle: { width, color: lookOf(i).colour, type: i < 2 ? "solid" : "dashed" },
      itemStyle: { color: lookOf(i).colour },
      data,
    })),
  };
}
