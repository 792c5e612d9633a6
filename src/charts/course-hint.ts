import { directionOf } from "../analysis/figures.ts";
import { ascending, asLoss } from "../numbers/direction.ts";
import { toNumber } from "../numbers/figure.ts";
import { figureText } from "../report/figure-text.ts";
import { truncate } from "../tables/columns.ts";
import type { Hint } from "./chart.ts";
import { type CourseChart, placesOf } from "./course-chart.ts";
import { LONGEST_NAME } from "./frame.ts";

/** A point as echarts tells of it. */
export interface HoveredPoint {
  readonly value: readonly [place: number, value: number | null];
}

const MOST_HINTS = 14;

/** The drawn lines at the epoch or step of the mouse, the best first: each with its figure and its rate. */
export function hintOf(chart: CourseChart, hovered: readonly HoveredPoint[]): Hint {
  const { view, lines, metric, rate, isBySteps } = chart;
  const { courses, objective } = view.data;
  const [place = Number.NaN] = hovered[0]?.value ?? [];
  const columns = [...courses.rates, ...courses.metrics];
  const figureAt = (variant: number, name: string) =>
    courses.of[variant]?.[columns.indexOf(name)]?.mean[epochAt(placesOf(chart, variant), place)];
  const mode = directionOf(metric, objective) ?? "min";
  const known = lines.filter(({ variant }) =>
    Number.isFinite(toNumber(figureAt(variant, metric) ?? figureAt(variant, rate))),
  );
  const lossOf = ({ variant }: (typeof lines)[number]) => asLoss(mode, toNumber(figureAt(variant, metric)));
  const sorted = known.toSorted((a, b) => ascending(lossOf(a), lossOf(b)));
  const rows = sorted.slice(0, MOST_HINTS).map(({ label, variant }) => ({
    colour: view.lookOf(variant).colour,
    name: truncate(label, LONGEST_NAME),
    figure: `${figureText(figureAt(variant, metric), 5)} at ${rate} ${figureText(figureAt(variant, rate), 4)}`,
  }));
  const left = sorted.length - MOST_HINTS;
  return {
    lines: [],
    main: `${isBySteps ? "step" : "epoch"} ${place}: ${metric}`,
    rows,
    rest: left > 0 ? `and ${left} more` : "",
  };
}

/** The last of the shown epochs that has ended at a place. None ends exactly there where variants have other numbers of steps. */
const epochAt = (places: readonly number[], place: number) =>
  place > (places.at(-1) ?? 0) ? -1 : places.findLastIndex((end) => end <= place);
