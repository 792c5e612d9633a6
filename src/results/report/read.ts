import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { REPORT_FORMAT, type ReportData } from "./data.ts";
import { REPORT_DATA } from "./write.ts";

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

function parsed(text: string | undefined): ReportData | undefined {
  if (text === undefined) return undefined;
  try {
    const data: unknown = JSON.parse(text);
    return typeof data === "object" && data !== null && "format" in data ? (data as ReportData) : undefined;
  } catch {
    return undefined;
  }
}
