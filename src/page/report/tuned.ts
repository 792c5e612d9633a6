import type { ReportData } from "../../report/data.ts";
import { h } from "./element.ts";
import { section } from "./section.ts";

/** Each schedule at its best point, compared with the baseline at its own. */
export function tuned({ tuned: table }: ReportData): HTMLElement | null {
  if (table === null) return null;
  const classOf = (column: number) => (table.numeric.includes(column) ? "number" : undefined);
  const heads = table.heads.map((head, column) => h("th", { scope: "col", class: classOf(column) }, head));
  const rows = table.rows.map((texts) =>
    h("tr", {}, ...texts.map((text, column) => h("td", { class: classOf(column) }, text))),
  );
  const shown = h("table", {}, h("thead", {}, h("tr", {}, ...heads)), h("tbody", {}, ...rows));
  return section(
    "Each schedule at its best point",
    "tuned",
    h("div", { class: "scroller", tabindex: 0, role: "region", "aria-label": "Tuned schedules" }, shown),
    h(
      "p",
      { class: "note" },
      "The difference is that of the best means. Its p allows for the choice of the points, and is corrected for the number of comparisons. “expected” is the figure to expect at a new seed. See tuned.csv for more.",
    ),
  );
}
