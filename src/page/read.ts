import { join } from "node:path";
import { readingSync } from "../io/file-error.ts";
import { bodyOf } from "../io/frames.ts";
import { exists, readBytes } from "../io/read.ts";
import { REPORT_FORMAT, type ReportData } from "../report/data.ts";
import { REPORT, REPORT_DATA } from "./write.ts";

/** What a results folder has for a report. */
type ReadReport =
  | { readonly kind: "report"; readonly data: ReportData }
  /** No sweep has come to its end there. */
  | { readonly kind: "none" }
  /** Left by another lrsweep. */
  | { readonly kind: "outdated" }
  /** Not what the sweep wrote. */
  | { readonly kind: "damaged" };

/** What the last sweep left for its report. Throws a FileError where it cannot be read. */
export function readReport(folder: string): ReadReport {
  const body = readBody(folder);
  return typeof body === "string" ? { kind: body } : { kind: "report", data: JSON.parse(body.toString()) };
}

/** Whether a folder has a report, whole and of this lrsweep. */
export function hasReport(folder: string): boolean {
  try {
    return exists(join(folder, REPORT)) && typeof readBody(folder) !== "string";
  } catch {
    return false;
  }
}

const BRACE = 123;

/** The data as written, or what keeps them from being read. Their checksum tells that they are. */
function readBody(folder: string): Buffer | Exclude<ReadReport["kind"], "report"> {
  const path = join(folder, REPORT_DATA);
  if (!exists(path)) return "none";
  const bytes = Buffer.from(readingSync(path, () => readBytes(path)));
  // Before 0.2.0 they had no checksum.
  if (bytes[0] === BRACE) return "outdated";
  const body = bodyOf(bytes.subarray(0, -1));
  if (body === undefined) return "damaged";
  return body.indexOf(`{"format":${REPORT_FORMAT},`) === 0 ? body : "outdated";
}
