import { REPORT_CHARTS } from "../../charts/list.ts";
import { View } from "../../charts/view.ts";
import type { ReportData } from "../../report/data.ts";
import { followAddress, PageAddress } from "./address.ts";
import { answer, details } from "./answer.ts";
import { axes } from "./axes.ts";
import { chartSection } from "./chart-section.ts";
import { h } from "./element.ts";
import { filters } from "./filters.ts";
import { ranking } from "./ranking.ts";
import { runsTable } from "./runs.ts";
import { sources } from "./sources.ts";
import { pairs, tuned } from "./text-tables.ts";
import { startTheme, themeButton } from "./theme.ts";
import { VariantWindow } from "./variant.ts";

/** Builds the page from the data embedded in it. */
function build(): void {
  startTheme();
  const data: ReportData = JSON.parse(document.getElementById("data")?.textContent ?? "");
  const view = new View(data);
  const address = new PageAddress();
  followAddress(view, address);
  const variants = new VariantWindow(view, address);
  const [first = null, ...charts] = REPORT_CHARTS.map((chart) => chartSection(view, chart, address));
  document.body.replaceChildren(
    h(
      "header",
      {},
      h("div", {}, h("h1", {}, data.title), data.description && h("p", { class: "description" }, data.description)),
      themeButton(),
    ),
    h(
      "main",
      {},
      answer(view),
      filters(view),
      first,
      details(view),
      pairs(data),
      tuned(data),
      ranking(view, (variant) => variants.open(variant)),
      axes(view),
      ...charts,
      runsTable(view, address),
      sources(data),
    ),
    variants.element,
  );
  variants.start();
}

build();
