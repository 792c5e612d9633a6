import { truncate } from "../tables/columns.ts";
import type { Chart, ReportChart } from "./chart.ts";
import { STILL } from "./frame.ts";
import type { View } from "./view.ts";

/** Lengths in pixels. */
const WIDTH = 960;
const TITLE = 40;
const SUBTITLE = 16;

/** Characters that no XML document may hold, not even escaped: XML 1.0, production 2. */
const NOT_XML = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

/** Draws a chart under its title as an SVG document. The same data give the same text. */
export async function renderSvg<Data>(chart: Chart<Data>, data: Data): Promise<string> {
  const [title, subtitle] = [chart.title(data), chart.subtitle?.(data) ?? ""];
  const top = (title === "" ? 0 : TITLE) + (subtitle === "" ? 0 : SUBTITLE);
  const width = chart.width ?? WIDTH;
  const { option, height } = chart.draw(data, { theme: STILL, width, top, isFile: true });
  // For those who draw only.
  const { init } = await import("#echarts");
  const drawn = init(null, null, { renderer: "svg", ssr: true, width, height });
  try {
    const own = title === "" ? [] : [titleOf(title, subtitle)];
    drawn.setOption({ ...option, title: [...own, ...((option.title as readonly object[] | undefined) ?? [])] });
    return `${stillPicture(drawn.renderToSVGString()).replace(NOT_XML, " ")}\n`;
  } finally {
    // Without it the process never ends.
    drawn.dispose();
  }
}

/** A chart of results as it is before its reader chooses; undefined where there is nothing to draw. */
export async function renderReportSvg(chart: ReportChart, view: View): Promise<string | undefined> {
  const chosen = chart.start(view);
  return chosen && renderSvg(chart, { view, chosen });
}

const titleOf = (title: string, subtitle: string) => ({
  text: truncate(title, 90),
  subtext: truncate(subtitle, 130),
  left: 16,
  top: 10,
  textStyle: { fontSize: 16, fontWeight: 600, color: STILL.text },
  subtextStyle: { fontSize: 12, color: STILL.text },
});

/**
 * Takes out what is for pages that react to the mouse. It is useless in a file, and its names count up from picture to
 * picture, so that no two would be the same.
 */
function stillPicture(svg: string): string {
  const reacting = / (?:class|pointer-events|ecmeta_\w+)="[^"]*"/g;
  return svg
    .replace(/<style.*?<\/style>\n?/s, "")
    .replaceAll(/<\w[^<>]*>/g, (tag) => tag.replaceAll(reacting, "").replaceAll(/\bzr\d+-/g, "zr-"));
}
