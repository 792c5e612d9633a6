import { join } from "node:path";
import { boxPlot, boxPlotHeight, groupsOf } from "../charts/box-plot.ts";
import type { Picture } from "../charts/charts.ts";
import { courseChart, type Line } from "../charts/course-chart.ts";
import { STILL, wantsLog } from "../charts/frame.ts";
import { fieldsOf, heatmap, heatmapHeight } from "../charts/heatmap.ts";
import { lineLookOf } from "../charts/look.ts";
import { COLOURS } from "../charts/palette.ts";
import { parallel } from "../charts/parallel.ts";
import { renderSvg } from "../charts/svg.ts";
import { writeWhole } from "../io/draft.ts";
import { toNumber } from "../numbers/figure.ts";
import { itemAt } from "../numbers/item-at.ts";
import type { ReportData } from "../report/data.ts";
import { labelsOf } from "../report/label.ts";

const WIDTH = 960;

/** The report's charts as files, for papers and slides: the best variants, all runs. Rejects with a FileError. */
export async function writePictures(folder: string, data: ReportData): Promise<readonly string[]> {
  const written: string[] = [];
  for (const [name, picture] of Object.entries(picturesOf(data))) {
    await writeWhole(join(folder, name), await renderSvg(picture));
    written.push(name);
  }
  return written;
}

/** Pictures by the name of their file. Those that need more axes than there are are left out. */
export function picturesOf(data: ReportData): Readonly<Record<string, Picture>> {
  const varying = data.heads.filter((_, column) => new Set(data.variants.map(({ cells }) => cells[column])).size > 1);
  return {
    "curves.svg": curves(data),
    "boxes.svg": boxes(data),
    ...(varying.length > 1 ? { "heatmap.svg": fields(data, varying), "parallel.svg": axes(data) } : {}),
  };
}

const isShown = () => true;

function titled(picture: Picture, title: string, top: number): Picture {
  const text = { text: title, left: 16, top: 10, textStyle: { fontSize: 16, fontWeight: 600, color: STILL.text } };
  return { ...picture, height: picture.height + top, option: { ...picture.option, title: text } };
}

function curves(data: ReportData): Picture {
  const labels = labelsOf(data);
  const lines = data.courses.of
    .slice(0, COLOURS.length)
    .map((_, place): Line => ({ label: itemAt(labels, place), variant: place, slot: place }));
  const { courses, objective } = data;
  const columns = [...courses.rates, ...courses.metrics];
  const isLog = (name: string) =>
    wantsLog(lines.flatMap(({ variant }) => (courses.of[variant]?.[columns.indexOf(name)]?.mean ?? []).map(toNumber)));
  const rate = courses.rates[0] ?? "lr";
  const { metric } = objective;
  const longest = Math.max(...lines.map(({ label }) => Math.min(40, label.length)));
  const box = { top: 76, heights: [300, 160], left: 70, right: 62 + 7 * longest } as const;
  const chart = courseChart({
    courses,
    lines,
    metric,
    rate,
    isLog: isLog(metric),
    isRateLog: isLog(rate),
    hasBands: true,
    theme: STILL,
    box,
  });
  const legend = {
    orient: "vertical",
    // From the left: how wide a text will be depends on the fonts of whoever looks at it.
    left: WIDTH - box.right + 20,
    top: 68,
    itemWidth: 12,
    itemHeight: 10,
    icon: "circle",
    data: lines.map(({ label, slot }) => ({ name: label, icon: lineLookOf(slot).symbol })),
    formatter: (name: string) => (name.length > 40 ? `${name.slice(0, 39)}…` : name),
    textStyle: { fontSize: 12, color: STILL.text },
  };
  return titled(
    { option: { ...chart, legend }, width: WIDTH, height: 76 + 300 + 46 + 160 + 54 },
    `${data.title}: ${metric} and ${rate} of the best`,
    0,
  );
}

function boxes(data: ReportData): Picture {
  // Whoever looks at it has other fonts: names are cut by letters, and have room to spare.
  const labels = labelsOf(data).map((label) => (label.length > 44 ? `${label.slice(0, 43)}…` : label));
  const chart = { data, by: undefined, labels, isShown, width: WIDTH };
  const option = boxPlot({ ...chart, theme: STILL });
  const grid = { ...(option.grid as object), top: 48 };
  const height = boxPlotHeight(groupsOf(chart));
  return titled({ option: { ...option, grid }, width: WIDTH, height }, `${data.title}: spread of the runs`, 40);
}

function fields(data: ReportData, [first, second]: readonly string[]): Picture {
  const chart = {
    data,
    across: first as string,
    down: second as string,
    shows: "mean",
    isShown,
    width: WIDTH,
  } as const;
  const option = heatmap({ ...chart, theme: STILL });
  const grid = { ...(option.grid as object), top: 48 };
  const title = `${data.title}: mean ${data.objective.metric} by ${first} and ${second}`;
  return titled({ option: { ...option, grid }, width: WIDTH, height: heatmapHeight(fieldsOf(chart)) }, title, 36);
}

function axes(data: ReportData): Picture {
  const option = parallel({ data, isShown, theme: STILL });
  const place = { ...(option.parallel as object), top: 84 };
  return titled({ option: { ...option, parallel: place }, width: WIDTH, height: 360 }, `${data.title}: all axes`, 40);
}
