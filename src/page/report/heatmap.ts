import { tooltip } from "../../charts/frame.ts";
import { type Fields, fieldsOf, heatmap, heatmapHeight, SEED } from "../../charts/heatmap.ts";
import { Chart } from "./chart.ts";
import { choice, h } from "./element.ts";
import { controls, section } from "./section.ts";
import type { View } from "./view.ts";

/** The objective over any two axes. */
export function heatmapSection(view: View): HTMLElement | null {
  const { data } = view;
  const { objective } = data;
  const heads = [
    ...data.heads.filter((_, column) => countOf(view, column) > 1),
    ...(new Set(data.runs.seed).size > 1 ? [SEED] : []),
  ];
  const [first, second] = heads;
  if (first === undefined || second === undefined) return null;
  const state: { -readonly [K in keyof Sides]: Sides[K] } = {
    ...sides(view, first, second),
    shows: "mean",
  };
  const chart = new Chart((theme, width) => {
    const about = { data, ...state, isShown: view.isShown };
    const fields = fieldsOf(about);
    const formatter = ({ name, value: [x, y] }: Pointed) => hint(fields, state, name, x, y);
    return {
      option: { ...heatmap({ ...about, theme, width }), tooltip: { ...tooltip(theme), trigger: "item", formatter } },
      height: heatmapHeight(fields),
      words: `${state.shows} ${objective.metric} by ${state.across} and ${state.down}. The figures are in the tables of this page.`,
    };
  });
  view.onChange(() => chart.update());
  const axis = (label: string, side: "across" | "down") =>
    choice(
      label,
      heads.map((head) => [head, head] as const),
      state[side],
      (head) => {
        state[side] = head;
        chart.update();
      },
    );
  const shows = choice(
    "Field",
    [
      ["mean", "mean of its runs"],
      ["best", "best of its runs"],
    ],
    state.shows,
    (value) => {
      state.shows = value === "best" ? "best" : "mean";
      chart.update();
    },
  );
  return section(
    "Two axes",
    "heatmap",
    controls(axis("Across", "across"), axis("Down", "down"), shows),
    chart.element,
    h(
      "p",
      { class: "note" },
      `${objective.at} ${objective.metric} of the runs that ended ok. Colours are by order, from worst to best; grey: none ended ok.`,
    ),
  );
}

/** A field as ECharts tells of it. */
interface Pointed {
  readonly name: string;
  readonly value: readonly [x: number, y: number];
}

interface Sides {
  readonly across: string;
  readonly down: string;
  readonly shows: "mean" | "best";
}

function hint({ columns, rows, fields }: Fields, { across, down, shows }: Sides, name: string, x: number, y: number) {
  const { runs = 0 } = fields.find((field) => field.x === x && field.y === y) ?? {};
  const of = runs === 0 ? "" : runs === 1 ? ", one run" : `, ${shows} of ${runs} runs`;
  return h(
    "div",
    { class: "hint" },
    h("div", {}, `${down}: ${rows[y]}`),
    h("div", {}, `${across}: ${columns[x]}`),
    h("strong", {}, name + of),
  );
}

const countOf = ({ data }: View, column: number) => new Set(data.variants.map(({ cells }) => cells[column])).size;

/** The axis with more values goes down, where there is room for names. */
function sides(view: View, first: string, second: string) {
  const count = (head: string) => (head === SEED ? 0 : countOf(view, view.data.heads.indexOf(head)));
  return count(first) > count(second) ? { across: second, down: first } : { across: first, down: second };
}
