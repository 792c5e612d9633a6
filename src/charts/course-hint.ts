import { directionOf } from "../analysis/figures.ts";
import { ascending, asLoss } from "../numbers/direction.ts";
import { toNumber } from "../numbers/figure.ts";
import { figureText } from "../report/figure-text.ts";
import { truncate } from "../tables/columns.ts";
import type { Hint } from "./chart.ts";
import type { CourseChart } from "./course-chart.ts";
import { LONGEST_NAME } from "./frame.ts";

/** A point as echarts tells of it. */
export interface HoveredPoint {
  readonly value: readonly [epoch: number, value: number | null];
}

const MOST_HINTS = 14;

/** The drawn lines at the epoch of the mouse, the best first: each with its figure and its rate. */
export function hintOf({ view, lines, metric, rate }: CourseChart, hovered: readonly HoveredPoint[]): Hint {
  const { courses, objective } = view.data;
  const [epoch] = hovered[0]?.value ?? [];
  const at = courses.epochs.indexOf(epoch ?? Number.NaN);
  const columns = [...courses.rates, ...courses.metrics];
  const figureAt = (variant: number, name: string) => courses.of[variant]?.[columns.indexOf(name)]?.mean[at];
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
  return { lines: [], main: `epoch ${epoch ?? ""}: ${metric}`, rows, rest: left > 0 ? `and ${left} more` : "" };
}
