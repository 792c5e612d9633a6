import { MOST_LINES, parallel } from "../../charts/parallel.ts";
import { Chart } from "./chart.ts";
import { h } from "./element.ts";
import { section } from "./section.ts";
import type { View } from "./view.ts";

/** All axes at once, where there are two or more. */
export function parallelSection(view: View): HTMLElement | null {
  const { data } = view;
  const varying = data.heads.filter((_, column) => new Set(data.variants.map(({ cells }) => cells[column])).size > 1);
  if (varying.length < 2) return null;
  const chart = new Chart(
    (theme) => ({
      option: parallel({ data, isShown: view.isShown, theme }),
      height: 360,
      words: `A line for each variant over ${varying.join(", ")} and ${data.objective.metric}. The figures are in the tables of this page.`,
    }),
    "canvas",
  );
  view.onChange(() => chart.update());
  const cut =
    data.variants.length > MOST_LINES ? ` The best ${MOST_LINES} of ${data.variants.length} variants are drawn.` : "";
  const note = `A line for each variant; those that stand out most from the page rank first. Drag along an axis to pick out what passes there.${cut}`;
  return section("All axes", "parallel", chart.element, h("p", { class: "note" }, note));
}
