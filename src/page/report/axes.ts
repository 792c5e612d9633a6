import type { View } from "../../charts/view.ts";
import { toNumber } from "../../numbers/figure.ts";
import type { ReportAxis } from "../../report/data.ts";
import { figureText } from "../../report/figure-text.ts";
import { h } from "./element.ts";
import { section } from "./section.ts";

/** The effect of each axis: its share of the variance, and the mean for each of its values. */
export function axes({ data }: View): HTMLElement | null {
  if (data.axes === null || data.axes.axes.length === 0) return null;
  const { method, middle, axes, interactions } = data.axes;
  const rest = Number.isFinite(toNumber(interactions))
    ? [h("li", {}, bar("interactions and noise", toNumber(interactions)))]
    : [];
  const known = axes.filter(({ share }) => Number.isFinite(toNumber(share)));
  const bars = known.map(({ axis, share }) => h("li", {}, bar(axis, toNumber(share))));
  const { objective } = data;
  const means = middle === "mean" ? "means" : "medians";
  const why = middle === "mean" ? "" : ", because some values are a thousand times the median or more";
  return section(
    "Effect of each axis",
    "axes",
    bars.length === 0 ? null : h("ul", { class: "shares" }, ...bars, ...rest),
    h(
      "div",
      { class: "axes" },
      ...axes.map((axis) => valuesTable(axis, `${middle} ${objective.at} ${objective.metric}`)),
    ),
    h(
      "p",
      { class: "note" },
      bars.length === 0
        ? `The tables show ${means} over everything else that varies. There are too few variants to compute shares. See marginals.csv for more.`
        : `The bars show shares of the variance between variants, by ${method}${why}. The tables show ${means} over everything else that varies. See marginals.csv for more.`,
    ),
  );
}

function bar(name: string, share: number): HTMLElement {
  const percent = 100 * Math.min(1, Math.max(0, share));
  return h(
    "div",
    { class: "share" },
    h("span", {}, name),
    h(
      "span",
      { class: "track", "aria-hidden": "true" },
      h("span", { class: "fill", style: `width:${percent.toFixed(1)}%` }),
    ),
    h("span", { class: "number" }, `${figureText(Number(percent.toFixed(1)))} %`),
  );
}

/** Further values are only in marginals.csv. */
const MAX_SHOWN_VALUES = 30;

function valuesTable({ axis, values }: ReportAxis, figure: string): HTMLElement {
  const hasDiverged = values.some(({ diverged }) => diverged > 0);
  const rows = values
    .slice(0, MAX_SHOWN_VALUES)
    .map(({ text, middle, n, diverged }) =>
      h(
        "tr",
        {},
        h("td", {}, text),
        h("td", { class: "number" }, figureText(middle)),
        h("td", { class: "number" }, String(n)),
        hasDiverged && h("td", { class: "number" }, String(diverged || "")),
      ),
    );
  const head = (text: string, isNumeric: boolean) =>
    h("th", { scope: "col", class: isNumeric ? "number" : undefined }, text);
  const heads = [head(axis, false), head(figure, true), head("runs", true), hasDiverged && head("diverged", true)];
  const table = h("table", {}, h("thead", {}, h("tr", {}, ...heads)), h("tbody", {}, ...rows));
  return h("div", { class: "scroller", tabindex: 0, role: "region", "aria-label": `Figures by ${axis}` }, table);
}
