import { join } from "node:path";
import { exists, readStart, readText } from "../io/read.ts";
import { REPORT_FORMAT, type ReportData } from "../report/data.ts";
import { REPORT, REPORT_DATA } from "./write.ts";

/** What a results folder has for a report. */
type ReadReport =
  | { readonly kind: "report"; readonly data: ReportData }
  /** No sweep has come to its end there. */
  | { readonly kind: "none" }
  /** Left by another lrsweep. */
  | { readonly kind: "outdated" };

/** What the last sweep left for its report. */
export function readReport(folder: string): ReadReport {
  const data = readData(folder);
  if (data === undefined) return { kind: "none" };
  return data.format === REPORT_FORMAT ? { kind: "report", data } : { kind: "outdated" };
}

/** Whether a folder has a report, and of this lrsweep. */
export function hasReport(folder: string): boolean {
  const start = `{"format":${REPORT_FORMAT},`;
  try {
    return exists(join(folder, REPORT)) && String(readStart(join(folder, REPORT_DATA), start.length)) === start;
  } catch {
    return false;
  }
}

function readData(folder: string): ReportData | undefined {
  try {
    const data: unknown = JSON.parse(readText(join(folder, REPORT_DATA)));
    return typeof data === "object" && data !== null && "format" in data ? (data as ReportData) : undefined;
  } catch {
    return undefined;
  }
}
