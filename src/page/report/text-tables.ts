import type { ReportData, TextTable } from "../../report/data.ts";
import { h } from "./element.ts";
import { section } from "./section.ts";

/** Each schedule at its best point, compared with the baseline at its own. */
export const tuned = ({ tuned: table }: ReportData) =>
  table &&
  section(
    "Each schedule at its best point",
    "tuned",
    shown(table, "Tuned schedules"),
    note(
      "The difference is that of the best means. Its p allows for the choice of the points, and is corrected for the number of comparisons. “expected” is the figure to expect at a new seed. See tuned.csv for more.",
    ),
  );

/** What several sweeps have in common, compared seed by seed. */
export const pairs = ({ pairs: table }: ReportData) =>
  table &&
  section(
    "The same variants in both",
    "pairs",
    shown(table, "Variants of several sweeps"),
    note(
      "Variants are the same where their values agree on all axes that the sweeps share. The difference is the second figure minus the first, over the seeds that both have. Its p is corrected for the number of pairs.",
    ),
  );

const note = (text: string) => h("p", { class: "note" }, text);

function shown(table: TextTable, label: string): HTMLElement {
  const classOf = (column: number) => (table.numeric.includes(column) ? "number" : undefined);
  const heads = table.heads.map((head, column) => h("th", { scope: "col", class: classOf(column) }, head));
  const rows = table.rows.map((texts) =>
    h("tr", {}, ...texts.map((text, column) => h("td", { class: classOf(column) }, text))),
  );
  const filled = h("table", {}, h("thead", {}, h("tr", {}, ...heads)), h("tbody", {}, ...rows));
  return h("div", { class: "scroller", tabindex: 0, role: "region", "aria-label": label }, filled);
}
