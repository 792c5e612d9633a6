import { isBetter } from "../numbers/direction.ts";
import { toFigure } from "../numbers/figure.ts";
import type { ReportData } from "../report/data.ts";
import { figureText, intervalText } from "../report/figure-text.ts";
import type { Hint, ReportChart } from "./chart.ts";
import { wantsLog } from "./frame.ts";
import { drawByRate } from "./lead-by-rate.ts";
import { drawIntervals } from "./lead-intervals.ts";
import { isTieTold, type Lead, type LeadPoint, leadOf } from "./lead-points.ts";
import { worstShown } from "./limits.ts";
import type { View } from "./view.ts";

type LeadChosen = {
  readonly isLog: boolean;
};

/** The answer as a picture: the objective against the rate, a line for each schedule, or the schedules by rank. */
export const lead: ReportChart<LeadChosen> = {
  name: "answer",
  heading: "The answer at a glance",
  start(view) {
    if (view.data.variants.every(({ n }) => n === 0)) return undefined;
    const figures = figuresShown(view.data, leadOf(view));
    return { isLog: wantsLog(figures) || (isOfRatios(view.data) && figures.every((figure) => figure > 0)) };
  },
  choices: () => [{ key: "isLog", label: "log scale" }],
  title: ({ view: { data } }) => `${data.title}: ${data.objective.at} ${data.objective.metric}`,
  note: ({ view }) => noteOf(view, leadOf(view)),
  draw({ view, chosen }, frame) {
    const found = leadOf(view);
    const { rate } = found;
    const drawn = { view, lead: found, frame, isLog: chosen.isLog };
    const points = pointsOf(found);
    if (points.flat().length === 0) return { option: { series: [] }, height: frame.top + 120, words: NOTHING };
    return {
      ...(rate === undefined ? drawIntervals(drawn) : drawByRate(drawn)),
      words: wordsOf(view, found),
      hint: (hovered: Hovered | readonly Hovered[]) => hintOf(view, rate, points, [hovered].flat()),
    };
  },
};

/** Equal ratios have equal distances on a log scale. */
const isOfRatios = ({ variants }: ReportData) =>
  variants.some(({ difference }) => "isRatio" in difference && difference.isRatio);

const NOTHING = "No variant passes the filters.";

const pointsOf = ({ panels }: Lead) => panels.map(({ lines }) => lines.flatMap(({ points }) => points));

/** The figures that a picture has room for. */
function figuresShown({ objective: { mode } }: ReportData, found: Lead): readonly number[] {
  const means = pointsOf(found).flatMap((points) => points.map(({ mean }) => mean));
  const worst = worstShown(means, mode);
  return means.filter((mean) => Number.isFinite(mean) && !isBetter(mode, worst, mean));
}

function noteOf(view: View, { rate, panels, left, isBestOf }: Lead): string {
  const { variants, unit } = view.data;
  const hasIntervals = variants.some(({ objective }) => objective.low !== null);
  const points = panels.flatMap(({ lines }) => lines.flatMap((line) => line.points));
  return [
    hasIntervals ? `Points are means over ${unit}s, with 95 % intervals.` : "Each point is one run.",
    rate === undefined && isTieTold(view) && "Shaded rows may be the best: they cannot be told from the first.",
    rate !== undefined && "Points at one rate stand side by side.",
    isBestOf && "Where several variants share a colour and a rate, the best one is drawn.",
    points.some(({ diverged, n }) => diverged > 0 && n > 0) && "Hollow points leave out runs that diverged.",
    points.some(({ n }) => n === 0) && "A cross stands for a variant without a run that ended ok.",
    panels.length > 1 && "Each panel has a scale of its own.",
    left > 0 && rate === undefined && `The best ${points.length} are drawn, of ${points.length + left}.`,
    left > 0 && rate !== undefined && `${left} more panels are not drawn; filter to see them.`,
  ]
    .filter(Boolean)
    .join(" ");
}

function wordsOf(view: View, { rate, panels }: Lead): string {
  const { data, labels } = view;
  const { at, metric } = data.objective;
  const points = panels.flatMap(({ lines }) => lines.flatMap((line) => line.points));
  const lines = Math.max(...panels.map((panel) => panel.lines.length), 0);
  const what =
    rate === undefined
      ? `${at} ${metric} for ${points.length} variants, sorted by rank.`
      : `${at} ${metric} over ${rate}, ${lines === 1 ? "one line" : `${lines} lines`}.`;
  const best = points.toSorted((a, b) => a.variant - b.variant)[0];
  const tied =
    rate === undefined && isTieTold(view) ? points.filter(({ variant }) => data.variants[variant]?.isTied) : [];
  const shaded = tied.length === 0 ? "" : ` ${tied.length} of them may be the best, shaded.`;
  const named = best === undefined ? "" : ` ${labels[best.variant]} ranks first: ${textOf(data, best)}.`;
  const lost = points.filter(({ diverged }) => diverged > 0).length;
  return `${what}${named}${shaded}${lost > 0 ? ` Runs diverged at ${lost} of ${points.length} points.` : ""}`;
}

/** A point as echarts tells of it. The last numbers are the panel and the variant. */
interface Hovered {
  readonly value: readonly unknown[];
}

/** All at the rate of the point nearest to the mouse, or that point alone, the best first. */
function hintOf(
  view: View,
  rate: string | undefined,
  panels: readonly (readonly LeadPoint[])[],
  hovered: readonly Hovered[],
): Hint {
  const [panel, variant] = (hovered[0]?.value ?? []).slice(-2).map(Number);
  const all = panels[panel ?? 0] ?? [];
  const at = all.find((point) => point.variant === variant);
  if (at === undefined) return { lines: [], main: "" };
  if (rate === undefined) return { lines: [view.labels[at.variant] ?? ""], main: textOf(view.data, at) };
  const rows = all
    .filter((point) => point.rate === at.rate)
    .toSorted((a, b) => a.variant - b.variant)
    .map((point) => ({
      colour: view.lookOf(point.variant).colour,
      name: view.colouring.names[point.group] ?? "",
      figure: textOf(view.data, point),
    }));
  return { lines: [], main: `${rate} ${figureText(toFigure(at.rate))}`, rows };
}

/** `0.0101 ± 0.0002, 1 of 5 diverged` */
function textOf({ variants }: ReportData, { variant, diverged, runs, n }: LeadPoint): string {
  const objective = variants[variant]?.objective;
  const lost = diverged > 0 ? `${diverged} of ${runs} diverged` : "";
  const figure = n > 0 && objective !== undefined ? intervalText(objective) : "";
  return [figure, lost].filter(Boolean).join(", ") || "no run ended ok";
}
