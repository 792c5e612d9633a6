import { join } from "node:path";
import { writeWhole } from "../io/draft.ts";
import { frame } from "../io/frames.ts";
import { JOURNAL_FOLDER } from "../journal/journal.ts";
import type { ReportData } from "../report/data.ts";
import { reportHtml } from "./html.ts";

export const REPORT = "report.html";
/** The report of a sweep that is not finished. */
export const PARTIAL_REPORT = "report-partial.html";
/** In the journal's folder: what the page was made of, so that it can be made again, and beside others. */
export const REPORT_DATA = join(JOURNAL_FOLDER, "report.json");

/** Writes report.html, and its data for a comparison. Rejects with a FileError. */
export async function writeReport(folder: string, data: ReportData): Promise<void> {
  await Promise.all([
    writeWhole(join(folder, REPORT_DATA), frame(JSON.stringify(data))),
    writePage(join(folder, REPORT), data),
  ]);
}

/** Writes a page alone. Rejects with a FileError. */
export async function writePage(path: string, data: ReportData): Promise<void> {
  const { report } = await import("#page");
  await writeWhole(path, reportHtml(data, report()));
}
