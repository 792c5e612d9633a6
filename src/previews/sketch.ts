import type { Chart } from "../charts/chart.ts";
import { axis, base } from "../charts/frame.ts";
import { epochAxis, lineAs } from "../charts/lines.ts";
import { lookOf } from "../charts/palette.ts";

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
      xAxis: { ...epochAxis(theme, 0, points.at(-1)?.[0] ?? 2), name: "" },
      yAxis: { ...axis(theme), type: "value", min: 0, splitNumber: 3 },
      series: [
        {
          ...lineAs(
            lookOf(0),
            points.map(([, rate]) => rate),
          ),
          symbol: "none",
          data: points.map(([epoch, rate]) => [epoch, Number(rate.toPrecision(5))]),
        },
      ],
    };
    return { option, height: top + 150 };
  },
};
