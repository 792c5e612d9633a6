import { toNumber } from "../numbers/figure.ts";
import { itemAt } from "../numbers/item-at.ts";
import type { Course } from "../report/data.ts";
import { type CourseChart, type Line, placesOf, RATE } from "./course-chart.ts";
import { lineAs, placed } from "./lines.ts";

/** A line of means over epochs, and the band of its seeds. */
export function courseSeries(
  chart: CourseChart,
  line: Line,
  course: Course,
  grid: number,
  isLog: boolean,
): readonly object[] {
  const look = chart.view.lookOf(line.variant);
  const { colour, symbol } = look;
  const place = chart.lines.indexOf(line);
  const places = placesOf(chart, line.variant);
  const at = { name: line.label, xAxisIndex: grid, yAxisIndex: grid };
  const drawn = {
    ...at,
    ...lineAs(look, grid === RATE ? course.mean : []),
    id: `${grid}:${line.variant}`,
    z: 3,
    symbolSize: 7,
    showAllSymbol: true,
    emphasis: { focus: "series" },
    data: course.mean.map((mean, i) => ({
      value: [places[i], placed(toNumber(mean), isLog)],
      symbol: isMarked(i, course.mean.length, place) ? symbol : "none",
    })),
  };
  const { band } = course;
  if (band === null || !chart.hasBands) return [drawn];
  const ends = band.low.map((low, i) => [itemAt(places, i), toNumber(low), toNumber(band.high[i])] as const);
  const known = ends.filter(([, low, high]) => Number.isFinite(low) && (!isLog || low > 0) && Number.isFinite(high));
  return [bandOf(at, `${grid}:${line.variant}:band`, known, colour), drawn];
}

/** Some marks along the line tell it from others of its colour; each line has them elsewhere. */
function isMarked(i: number, length: number, place: number): boolean {
  const every = Math.max(1, Math.round(length / 5));
  return i % every === (place * 3 + Math.floor(every / 2)) % every;
}

/**
 * From the least to the greatest of the seeds: one area, drawn with the first point in view. The axis adapts to all points
 * in view.
 */
function bandOf(at: object, id: string, ends: readonly (readonly [number, number, number])[], colour: string) {
  return {
    ...at,
    id,
    type: "custom",
    silent: true,
    clip: true,
    z: 2,
    encode: { x: 0, y: [1, 2] },
    tooltip: { show: false },
    data: ends,
    itemStyle: { color: colour },
    renderItem: (params: { readonly dataIndexInside: number }, api: { coord(at: readonly number[]): number[] }) => {
      if (params.dataIndexInside !== 0) return null;
      const low = ends.map(([epoch, value]) => api.coord([epoch, value]));
      const high = ends.map(([epoch, , value]) => api.coord([epoch, value]));
      return {
        type: "polygon",
        shape: { points: [...low, ...high.reverse()] },
        style: { fill: colour, opacity: 0.16 },
      };
    },
  };
}
