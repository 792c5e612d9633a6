import type { Picture } from "./charts.ts";
import { COLOURS, INK } from "./palette.ts";
import { isStaircase } from "./staircase.ts";

const SIZE = { width: 420, height: 150 };
const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

/** A small picture of one schedule: its rate over epochs. @param points [epoch, rate] in order */
export function scheduleSketch(points: readonly (readonly [number, number])[]): Picture {
  const axis = {
    type: "value",
    axisLabel: { color: INK.text, fontSize: 11 },
    axisLine: { show: true, lineStyle: { color: INK.text } },
    splitLine: { lineStyle: { color: INK.line } },
  };
  const option = {
    animation: false,
    textStyle: { fontFamily: FONT, color: INK.text },
    grid: { left: 48, right: 16, top: 12, bottom: 24, outerBoundsMode: "none" },
    xAxis: { ...axis, min: 1, max: Math.ceil(points.at(-1)?.[0] ?? 2), splitLine: { show: false } },
    yAxis: { ...axis, min: 0, splitNumber: 3 },
    series: [
      {
        type: "line",
        symbol: "none",
        step: isStaircase(points.map(([, rate]) => rate)) ? "middle" : false,
        lineStyle: { color: COLOURS[0], width: 2 },
        data: points.map(([epoch, rate]) => [epoch, Number(rate.toPrecision(5))]),
      },
    ],
  };
  return { option, ...SIZE };
}
