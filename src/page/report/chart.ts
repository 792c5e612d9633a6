import type { ECharts, EChartsCoreOption } from "echarts/core";
import { init } from "../../charts/echarts.ts";
import { h } from "./element.ts";
import { onTheme, themeOf } from "./theme.ts";

export interface Drawing {
  readonly option: EChartsCoreOption;
  readonly height: number;
  /** For those who do not see it. */
  readonly words: string;
}

/** Pixels between the margins of an upright A4 or letter page, which is laid out too late to be asked for its width. */
const PAPER = 680;
let widest = Number.POSITIVE_INFINITY;
addEventListener("beforeprint", () => {
  widest = PAPER;
});
addEventListener("afterprint", () => {
  widest = Number.POSITIVE_INFINITY;
});

/** A place for a chart: it is drawn when it comes near the window, and again when something changes. */
export class Chart {
  readonly element = h("div", { class: "chart", role: "img", "aria-label": "chart" });
  #chart: ECharts | undefined;
  #isNear = false;

  /** @param onStart once the chart exists */
  constructor(
    private readonly draw: (theme: ReturnType<typeof themeOf>, width: number) => Drawing,
    private readonly renderer: "svg" | "canvas" = "svg",
    private readonly onStart: (chart: ECharts) => void = () => undefined,
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
    const { option, height, words } = this.draw(themeOf(), width);
    this.element.setAttribute("aria-label", words);
    this.element.style.height = `${height}px`;
    if (this.#chart === undefined) {
      this.#chart = init(this.element, null, { renderer: this.renderer, width, height });
      this.onStart(this.#chart);
    } else if (this.#chart.getWidth() !== width || this.#chart.getHeight() !== height) {
      this.#chart.resize({ width, height });
    }
    const zoom = zoomOf(this.#chart);
    this.#chart.dispatchAction({ type: "hideTip" });
    // Merged into the old one, series that are gone would leave holes that the tooltip falls into.
    this.#chart.setOption(option, { notMerge: true });
    if (zoom !== undefined) this.#chart.dispatchAction({ type: "dataZoom", ...zoom });
  }

  #start(): void {
    if (this.#isNear) return;
    this.#isNear = true;
    this.update();
  }
}

/** The part of the axis that is in view, where not all is. */
function zoomOf(chart: ECharts): { readonly start: number; readonly end: number } | undefined {
  const { dataZoom } = (chart.getOption() ?? {}) as { dataZoom?: readonly { start: number; end: number }[] };
  const [zoom] = dataZoom ?? [];
  if (zoom === undefined || (zoom.start === 0 && zoom.end === 100)) return undefined;
  return { start: zoom.start, end: zoom.end };
}
