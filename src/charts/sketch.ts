import type { Chart } from "./chart.ts";
import { axis, base } from "./frame.ts";
import { lookOf } from "./palette.ts";
import { isStaircase } from "./staircase.ts";

/** Epoch and rate, in order. */
type RatePoints = readonly (readonly [epoch: number, rate: number])[];

/** A small chart of one schedule: its rate over epochs. */
export const sketch: Chart<RatePoints> = {
  name: "sketch",
  width: 420,
  title: () => "",
  draw(points, { theme, top }) {
    const option = {
      ...base(theme),
      grid: { left: 48, right: 16, top: top + 12, bottom: 24, outerBoundsMode: "none" },
      xAxis: {
        ...axis(theme),
        type: "value",
        min: 1,
        max: Math.ceil(points.at(-1)?.[0] ?? 2),
        splitLine: { show: false },
      },
      yAxis: { ...axis(theme), type: "value", min: 0, splitNumber: 3 },
      series: [
        {
          type: "line",
          symbol: "none",
          step: isStaircase(points.map(([, rate]) => rate)) ? "middle" : false,
          lineStyle: { color: lookOf(0).colour, width: 2 },
          data: points.map(([epoch, rate]) => [epoch, Number(rate.toPrecision(5))]),
        },
      ],
    };
    return { option, height: top + 150 };
  },
};
