import type { ECharts } from "echarts/core";
import type { Hint, ReportChart } from "../../charts/chart.ts";
import { init } from "../../charts/echarts.ts";
import type { Frame } from "../../charts/frame.ts";
import { ownValue } from "../../numbers/own.ts";
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
  readonly element = h("div", {
    ...{ class: "chart", role: "img", "aria-label": "chart", tabindex: 0 },
    onkeydown: (event) => this.#press(event as KeyboardEvent),
    onblur: () => this.#leave(),
  });
  /** Where the keyboard points at, as shares of width and height. */
  #pointed: AlongAndUp = [0.5, 0.4];
  readonly #cursor = h("span", { class: "cursor", "aria-hidden": "true" });
  readonly #told = h("p", { class: "unseen", role: "status" });
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
      chart.getZr().on("dblclick", () => chart.dispatchAction(WHOLE));
      this.#chart = chart;
    } else if (this.#chart.getWidth() !== width || this.#chart.getHeight() !== height) {
      this.#chart.resize({ width, height });
    }
    const zooms = zoomsOf(this.#chart);
    this.#chart.dispatchAction({ type: "hideTip" });
    // Not merged into the old option, because series that are gone would leave gaps that break the tooltip.
    this.#chart.setOption({ ...option, ...told }, { notMerge: true });
    for (const zoom of zooms) this.#chart.dispatchAction({ type: "dataZoom", ...zoom });
  }

  /** Arrows point at a place and tell what is there, and zoom there with Shift; 0 shows everything. */
  #press(event: KeyboardEvent): void {
    const chart = this.#chart;
    const [x, y] = ownValue(ARROWS, event.key) ?? [0, 0];
    if (chart === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") this.#leave();
    else if (event.key === "0") chart.dispatchAction(WHOLE);
    else if (x === 0 && y === 0) return;
    else if (event.shiftKey) zoomAt(chart, this.#pointed, [x, y]);
    else this.#point(chart, [x, y]);
    event.preventDefault();
  }

  #point(chart: ECharts, [x, y]: AlongAndUp): void {
    this.#pointed = [within(this.#pointed[0] + STEP * x), within(this.#pointed[1] - STEP * y)];
    const at = { x: this.#pointed[0] * chart.getWidth(), y: this.#pointed[1] * chart.getHeight() };
    this.#cursor.style.transform = `translate(${at.x}px, ${at.y}px)`;
    this.element.append(this.#cursor);
    this.element.after(this.#told);
    chart.dispatchAction({ type: "showTip", ...at });
    // What is under a place is drawn a moment later.
    setTimeout(() => {
      const parts = [...this.element.querySelectorAll(".hint :is(div, strong, td)")];
      this.#told.textContent = parts
        .map(({ textContent }) => textContent)
        .filter(Boolean)
        .join(", ");
    }, 100);
  }

  #leave(): void {
    this.#cursor.remove();
    this.#told.textContent = "";
    this.#chart?.dispatchAction({ type: "hideTip" });
  }

  #start(): void {
    if (this.#isNear) return;
    this.#isNear = true;
    this.update();
  }
}

/** Along a chart and up: steps, or shares of its width and height from the top left. */
type AlongAndUp = readonly [number, number];

const ARROWS: Readonly<Record<string, AlongAndUp>> = {
  ...{ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] },
};
/** Of an arrow, as a share of the chart. */
const STEP = 0.02;
const WHOLE = { type: "dataZoom", start: 0, end: 100 };

/** The visible part of an axis, in % of it. */
interface Zoom {
  readonly dataZoomIndex: number;
  readonly start: number;
  readonly end: number;
  readonly isUpright: boolean;
}

function zoomsOf(chart: ECharts): readonly Zoom[] {
  const { dataZoom = [] } = (chart.getOption() ?? {}) as {
    dataZoom?: readonly { readonly start: number; readonly end: number; readonly yAxisIndex?: unknown }[];
  };
  return dataZoom.map(({ start, end, yAxisIndex }, dataZoomIndex) => {
    const isUpright = Array.isArray(yAxisIndex) && yAxisIndex.length > 0;
    return { dataZoomIndex, start, end, isUpright };
  });
}

/** Zooms in to the right and up, out to the left and down, so that what is pointed at stays where it is. */
function zoomAt(chart: ECharts, [across, down]: AlongAndUp, [x, y]: AlongAndUp): void {
  const zoom = zoomsOf(chart).find(({ isUpright }) => isUpright === (y !== 0));
  const [plot] = (chart.getOption() as { readonly grid: readonly ZoomedPlot[] }).grid;
  if (zoom === undefined || plot === undefined) return;
  const { left, right, top, height } = plot;
  const share = zoom.isUpright
    ? 1 - (down * chart.getHeight() - top) / height
    : (across * chart.getWidth() - left) / (chart.getWidth() - left - right);
  const shown = zoom.end - zoom.start;
  const next = Math.min(100, shown * (x + y > 0 ? 0.7 : 1 / 0.7));
  const start = Math.min(100 - next, Math.max(0, zoom.start + within(share) * (shown - next)));
  chart.dispatchAction({ type: "dataZoom", dataZoomIndex: zoom.dataZoomIndex, start, end: start + next });
}

/** Where a chart draws that can be zoomed, in pixels. */
interface ZoomedPlot {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly height: number;
}

const within = (share: number) => Math.min(1, Math.max(0, share));

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
