import type { ReportData } from "../../report/data.ts";
import { answer } from "./answer.ts";
import { axes } from "./axes.ts";
import { boxes } from "./boxes.ts";
import { courses } from "./courses.ts";
import { h } from "./element.ts";
import { filters } from "./filters.ts";
import { heatmapSection } from "./heatmap.ts";
import { parallelSection } from "./parallel.ts";
import { ranking } from "./ranking.ts";
import { runsTable } from "./runs.ts";
import { sources } from "./sources.ts";
import { startTheme, themeButton } from "./theme.ts";
import { View } from "./view.ts";

/** Builds the page from the data that stand in it. */
function build(): void {
  startTheme();
  const data: ReportData = JSON.parse(document.getElementById("data")?.textContent ?? "");
  const view = new View(data);
  const parts = [ranking, axes, courses, heatmapSection, boxes, parallelSection, runsTable].map((part) => part(view));
  document.body.replaceChildren(
    h(
      "header",
      {},
      h("div", {}, h("h1", {}, data.title), data.description && h("p", { class: "description" }, data.description)),
      themeButton(),
    ),
    h("main", {}, answer(view), filters(view), ...parts, sources(data)),
  );
}

build();
