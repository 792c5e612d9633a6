import type { ECharts } from "echarts/core";
import type { Hint, ReportChart } from "../../charts/chart.ts";
import { init } from "../../charts/echarts.ts";
import type { Frame } from "../../charts/frame.ts";
import { h } from "./element.ts";
import { onTheme, themeOf } from "./theme.ts";

/** Width in pixels between the margins of an upright A4 or letter page. A printed page is laid out too late to measure it. */
const PAPER = 680;
let widest = Number.POSITIVE_INFINITY;
addEventListener("beforeprint", () => {
  widest = PAPER;
});
addEventListener("afterprint", () => {
  widest = Number.POSITIVE_INFINITY;
});

/** A place for a chart. The chart is drawn when it comes near the visible part of the page, and again when something changes. */
export class ChartPlace {
  readonly element = h("div", { class: "chart", role: "img", "aria-label": "chart" });
  #chart: ECharts | undefined;
  #isNear = false;

  constructor(
    private readonly draw: (frame: Frame) => ReturnType<ReportChart["draw"]>,
    private readonly isCanvas = false,
  ) {
    const watcher = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && near(), {
      rootMargin: "600px",
    });
    const near = () => {
      watcher.disconnect();
      this.#start();
    };
    watcher.observe(this.element);
    onTheme(() => this.update());
    addEventListener("beforeprint", () => {
      near();
      this.update();
    });
    addEventListener("afterprint", () => this.update());
    new ResizeObserver(() => this.update()).observe(this.element);
  }

  update(): void {
    const width = Math.min(widest, this.element.clientWidth);
    if (!this.#isNear || width === 0) return;
    const { option, height, words, hint } = this.draw({ theme: themeOf(), width, top: 0, isFile: false });
    const told = hint && {
      tooltip: { ...(option.tooltip as object), formatter: (at: unknown) => hintElement(hint(at)) },
    };
    this.element.setAttribute("aria-label", `${words} The figures are in the tables of this page.`);
    this.element.style.height = `${height}px`;
    if (this.#chart === undefined) {
      const chart = init(this.element, null, { renderer: this.isCanvas ? "canvas" : "svg", width, height });
      chart.getZr().on("dblclick", () => chart.dispatchAction({ type: "dataZoom", start: 0, end: 100 }));
      this.#chart = chart;
    } else if (this.#chart.getWidth() !== width || this.#chart.getHeight() !== height) {
      this.#chart.resize({ width, height });
    }
    const zoom = zoomOf(this.#chart);
    this.#chart.dispatchAction({ type: "hideTip" });
    // Not merged into the old option, because series that are gone would leave gaps that break the tooltip.
    this.#chart.setOption({ ...option, ...told }, { notMerge: true });
    if (zoom !== undefined) this.#chart.dispatchAction({ type: "dataZoom", ...zoom });
  }

  #start(): void {
    if (this.#isNear) return;
    this.#isNear = true;
    this.update();
  }
}

/** The visible part of the axis, if it is zoomed. */
function zoomOf(chart: ECharts): { readonly start: number; readonly end: number } | undefined {
  const { dataZoom } = (chart.getOption() ?? {}) as { dataZoom?: readonly { start: number; end: number }[] };
  const [zoom] = dataZoom ?? [];
  if (zoom === undefined || (zoom.start === 0 && zoom.end === 100)) return undefined;
  return { start: zoom.start, end: zoom.end };
}

function hintElement({ lines, main, rows = [], rest }: Hint): HTMLElement {
  const row = ({ colour, name, figure }: (typeof rows)[number]) =>
    h(
      "tr",
      {},
      h("td", {}, h("span", { class: "dot", style: `background:${colour}` })),
      h("td", {}, name),
      h("td", { class: "number" }, figure),
    );
  const table = rows.length > 0 && h("table", {}, ...rows.map(row));
  return h("div", { class: "hint" }, ...lines.map((line) => h("div", {}, line)), h("strong", {}, main), table, rest);
}
