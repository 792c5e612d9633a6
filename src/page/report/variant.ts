import type { View } from "../../charts/view.ts";
import { itemAt } from "../../numbers/item-at.ts";
import { objectiveFigures, type ReportData } from "../../report/data.ts";
import { figureText, intervalText } from "../../report/figure-text.ts";
import { cellText } from "../../report/label.ts";
import type { PageAddress } from "./address.ts";
import { differenceText, pOf, pText } from "./difference.ts";
import { h } from "./element.ts";

const KEY = "variant";

/** All that is known of one variant, in a window of its own over the page. The address keeps which one it is. */
export class VariantWindow {
  readonly element = h("dialog", {
    "aria-labelledby": "variant-title",
    onclose: () => this.address.set(KEY, undefined),
  });

  constructor(
    private readonly view: View,
    private readonly address: PageAddress,
  ) {}

  /** Opens what the address says, once the window is in the page. By its place in the ranking, from 1. */
  start(): void {
    const variant = Number(this.address.get(KEY)) - 1;
    if (variant in this.view.data.variants) this.open(variant);
  }

  open(variant: number): void {
    const { data, labels } = this.view;
    const isDrawable = this.view.drawable.includes(variant);
    const facts = factsOf(data, variant).filter(([, text]) => text !== "");
    this.element.replaceChildren(
      h("h2", { id: "variant-title" }, itemAt(labels, variant)),
      h(
        "div",
        { class: "controls" },
        isDrawable &&
          h("button", { type: "button", onclick: () => this.#draw(variant) }, "Draw its curve and rates alone"),
        h("button", { type: "button", onclick: () => this.element.close() }, "Close"),
      ),
      h("dl", {}, ...facts.flatMap(([name, text]) => [h("dt", {}, name), h("dd", {}, text)])),
      runsOf(data, variant),
    );
    this.address.set(KEY, String(variant + 1));
    this.element.showModal();
  }

  #draw(variant: number): void {
    this.element.close();
    this.view.draw([variant]);
    document.getElementById("curves")?.scrollIntoView();
  }
}

/** Parameters, figures, and how to export it. */
function factsOf(data: ReportData, variant: number): readonly (readonly [name: string, text: string])[] {
  const { heads, objective, unit, sources } = data;
  const one = itemAt(data.variants, variant);
  const { rank, n, diverged, failed, pruned, verdict, difference } = one;
  const counts = { ok: n, diverged, failed, pruned };
  const ended = Object.entries(counts).flatMap(([status, count]) => (count > 0 ? [`${count} ${status}`] : []));
  const p = pText(pOf(difference));
  const verdictText = `${verdict}${p && `, p ${p.startsWith("<") ? p : `= ${p}`} (corrected)`}`;
  const [source, ...others] = sources;
  const run = bestRun(data, variant);
  return [
    ...heads.map((head, column) => [head, cellText(one.cells[column] ?? null)] as const),
    ["rank", rank === null ? "none: no run ended ok" : `${rank} of ${data.total.variants}`],
    [`${objective.at} ${objective.metric}`, intervalText(one.objective)],
    ["runs", ended.join(", ")],
    [`${unit}s won`, `${figureText(100 * one.seedsWon, 3)} %`],
    ["difference", differenceText(difference)],
    ["verdict", verdict === "untested" ? "" : verdictText],
    ["export its best run", source && run && others.length === 0 ? `lrsweep export results/${source.name} ${run}` : ""],
  ];
}

/** The name of its run with the best figure; undefined where none ended ok. */
function bestRun(data: ReportData, variant: number): string | undefined {
  const figures = objectiveFigures(data);
  const sign = data.objective.mode === "min" ? 1 : -1;
  const own = runsAt(data, variant).filter((run) => !Number.isNaN(figures[run]));
  const [best] = own.sort((a, b) => sign * (itemAt(figures, a) - itemAt(figures, b)));
  return best === undefined ? undefined : data.runs.id[best];
}

const runsAt = ({ runs }: ReportData, variant: number): number[] =>
  [...runs.id.keys()].filter((run) => runs.variant[run] === variant);

function runsOf(data: ReportData, variant: number): HTMLElement {
  const { runs, metrics, draws } = data;
  const heads = ["run", ...draws, "seed", "status", "epochs", ...metrics.map((metric) => `final ${metric}`)];
  const rows = runsAt(data, variant).map((run) => [
    itemAt(runs.id, run),
    ...runs.drawn.map((cells) => cellText(cells[run] ?? null)),
    String(runs.seed[run]),
    runs.errors[run] ?? itemAt(runs.status, run),
    String(runs.epochs[run]),
    ...metrics.map((_, i) => figureText(runs.final[i]?.[run], 6)),
  ]);
  const isText = (column: number) => column === 0 || heads[column] === "status";
  const classOf = (column: number) => (isText(column) ? undefined : "number");
  return h(
    "div",
    { class: "scroller", tabindex: 0, role: "region", "aria-label": "Its runs" },
    h(
      "table",
      {},
      h("thead", {}, h("tr", {}, ...heads.map((head, i) => h("th", { scope: "col", class: classOf(i) }, head)))),
      h("tbody", {}, ...rows.map((row) => h("tr", {}, ...row.map((text, i) => h("td", { class: classOf(i) }, text))))),
    ),
  );
}
