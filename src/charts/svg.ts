import type { Picture } from "./charts.ts";

/** Draws a picture as an SVG document. The same picture gives the same text. */
export async function renderSvg({ option, width, height }: Picture): Promise<string> {
  // For those who draw only.
  const { init } = await import("#echarts");
  const chart = init(null, null, { renderer: "svg", ssr: true, width, height });
  try {
    chart.setOption(option);
    return `${stillPicture(chart.renderToSVGString())}\n`;
  } finally {
    // Without it the process never ends.
    chart.dispose();
  }
}

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
