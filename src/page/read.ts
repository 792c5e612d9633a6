import { access, open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { REPORT_FORMAT, type ReportData } from "../report/data.ts";
import { REPORT, REPORT_DATA } from "./write.ts";

/** What a results folder has for a report. */
export type Found =
  | { readonly kind: "report"; readonly data: ReportData }
  /** No sweep has come to its end there. */
  | { readonly kind: "none" }
  /** Left by another lrsweep. */
  | { readonly kind: "outdated" };

/** What the last sweep left for its report. */
export async function readReport(folder: string): Promise<Found> {
  const data = parsed(await readFile(join(folder, REPORT_DATA), "utf8").catch(() => undefined));
  if (data === undefined) return { kind: "none" };
  return data.format === REPORT_FORMAT ? { kind: "report", data } : { kind: "outdated" };
}

/** Whether a folder has a report, and of this lrsweep. */
export async function hasReport(folder: string): Promise<boolean> {
  try {
    await access(join(folder, REPORT));
    const file = await open(join(folder, REPORT_DATA));
    const begin = `{"format":${REPORT_FORMAT},`;
    const { buffer, bytesRead } = await file.read(Buffer.alloc(begin.length)).finally(() => file.close());
    return buffer.toString("latin1", 0, bytesRead) === begin;
  } catch {
    return false;
  }
}

function parsed(text: string | undefined): ReportData | undefined {
  if (text === undefined) return undefined;
  try {
    const data: unknown = JSON.parse(text);
    return typeof data === "object" && data !== null && "format" in data ? (data as ReportData) : undefined;
  } catch {
    return undefined;
  }
}
