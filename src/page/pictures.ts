import { join } from "node:path";
import { REPORT_CHARTS } from "../charts/list.ts";
import { renderReportSvg } from "../charts/svg.ts";
import { View } from "../charts/view.ts";
import { writeWhole } from "../io/draft.ts";
import type { ReportData } from "../report/data.ts";

/** The report's charts as files, for papers and slides: the best variants, all runs. Rejects with a FileError. */
export async function writePictures(folder: string, data: ReportData): Promise<readonly string[]> {
  const view = new View(data);
  const written: string[] = [];
  for (const chart of REPORT_CHARTS) {
    const picture = await renderReportSvg(chart, view);
    if (picture === undefined) continue;
    const name = `${chart.name}.svg`;
    await writeWhole(join(folder, name), picture);
    written.push(name);
  }
  return written;
}
