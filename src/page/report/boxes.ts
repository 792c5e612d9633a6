import { boxPlot, boxPlotHeight, groupsOf, MOST_BOXES } from "../../charts/box-plot.ts";
import { Chart } from "./chart.ts";
import { choice, h } from "./element.ts";
import { controls, section } from "./section.ts";
import type { View } from "./view.ts";

const VARIANT = "";

/** How far the runs of each variant, or of each value of an axis, lie apart. */
export function boxes(view: View): HTMLElement {
  const { data, labels } = view;
  const heads = data.heads.filter((_, column) => new Set(data.variants.map(({ cells }) => cells[column])).size > 1);
  let by: string | undefined;
  const note = h("p", { class: "note" });
  const chart = new Chart((theme, width) => {
    const about = { data, by, labels, isShown: view.isShown };
    const groups = groupsOf(about);
    const isCut = by === undefined && groups.length === MOST_BOXES;
    note.textContent = `Box: quartiles; whiskers: to 1.5 times their distance; dots: runs.${isCut ? ` The best ${MOST_BOXES} variants.` : ""}`;
    return {
      option: boxPlot({ ...about, theme, width }),
      height: boxPlotHeight(groups),
      words: `Box plots of ${data.objective.metric} for ${groups.length} groups of runs. The figures are in the tables of this page.`,
    };
  });
  view.onChange(() => chart.update());
  const options = [[VARIANT, "variant"] as const, ...heads.map((head) => [head, head] as const)];
  const chooser = choice("A box for each", options, VARIANT, (head) => {
    by = head === VARIANT ? undefined : head;
    chart.update();
  });
  return section("Spread of the runs", "boxes", heads.length > 0 ? controls(chooser) : null, chart.element, note);
}
