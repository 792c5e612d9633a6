import { isBetter } from "../numbers/direction.ts";
import { toFigure } from "../numbers/figure.ts";
import type { ReportData } from "../report/data.ts";
import { figureText } from "../report/figure-text.ts";
import { named, type ReportChart } from "./chart.ts";
import { type Fields, fieldsOf, SEED, type Sides } from "./heatmap-data.ts";
import { fieldsOption } from "./heatmap-fields.ts";
import type { View } from "./view.ts";

/** The objective over any two axes. */
export const heatmap: ReportChart<Sides> = {
  name: "heatmap",
  heading: "Two axes",
  start(view) {
    const [first, second] = headsOf(view);
    return first === undefined || second === undefined ? undefined : { ...sides(view, first, second), shows: "mean" };
  },
  choices(view) {
    const options = named(headsOf(view));
    const shows = [["mean", "mean of its runs"] as const, ["best", "best of its runs"] as const];
    return [
      { key: "across", label: "Across", options },
      { key: "down", label: "Down", options },
      { key: "shows", label: "Field", options: shows },
    ];
  },
  title: ({ view: { data }, chosen: { shows, across, down } }) =>
    `${data.title}: ${shows} ${data.objective.metric} by ${across} and ${down}`,
  note({ view }) {
    const { at, metric } = view.data.objective;
    return `Fields show the ${at} ${metric} of the runs that ended ok. Colours follow the figure. An outline marks the best and its equals. Hatched fields have runs that diverged, and leave them out. In grey fields, no run ended ok.`;
  },
  draw({ view, chosen: sides }, frame) {
    const fields = fieldsOf(view, sides);
    return {
      option: fieldsOption(view.data, sides, fields, frame),
      height: frame.top + 96 + Math.min(720, Math.max(2, fields.rows.length) * 40),
      words: wordsOf(view.data, sides, fields),
      hint: (hovered: HoveredField) => hintOf(fields, sides, hovered),
    };
  },
};

const headsOf = ({ data, varying }: View) => [...varying, ...(new Set(data.runs.seed).size > 1 ? [SEED] : [])];

/** The axis with more values goes down, where there is room for names. */
function sides({ data }: View, first: string, second: string) {
  const countOf = (column: number) => new Set(data.variants.map(({ cells }) => cells[column])).size;
  const count = (head: string) => (head === SEED ? 0 : countOf(data.heads.indexOf(head)));
  return count(first) > count(second) ? { across: second, down: first } : { across: first, down: second };
}

/** A field as echarts tells of it. */
interface HoveredField {
  readonly value: readonly [x: number, y: number];
}

function hintOf({ columns, rows, fields }: Fields, { across, down, shows }: Sides, { value }: HoveredField) {
  const [x, y] = value;
  const field = fields.find((one) => one.x === x && one.y === y);
  const lines = [`${down}: ${rows[y]}`, `${across}: ${columns[x]}`];
  if (field === undefined) return { lines, main: "" };
  const { value: figure, runs, diverged, of } = field;
  const from = runs === 0 ? "no run ended ok" : runs === 1 ? ", one run" : `, ${shows} of ${runs} runs`;
  const lost = diverged > 0 ? `, ${diverged} of ${of} diverged` : "";
  return { lines, main: `${runs === 0 ? "" : figureText(toFigure(figure))}${from}${lost}` };
}

function wordsOf({ objective }: ReportData, { shows, across, down }: Sides, { columns, rows, fields }: Fields): string {
  const known = fields.filter(({ value }) => Number.isFinite(value));
  const [best] = known.toSorted((a, b) => (isBetter(objective.mode, a.value, b.value) ? -1 : 1));
  const at =
    best && ` Best: ${figureText(toFigure(best.value))} at ${across} ${columns[best.x]}, ${down} ${rows[best.y]}.`;
  const lost = fields.filter(({ diverged }) => diverged > 0).length;
  const diverged = lost > 0 ? ` Runs diverged in ${lost} of ${fields.length} fields.` : "";
  return `${shows} ${objective.metric} by ${across} and ${down}.${at ?? ""}${diverged}`;
}
