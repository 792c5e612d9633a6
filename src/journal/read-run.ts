import type { RunStatus } from "../contracts/record.ts";
import type { Plan } from "../experiment/plan.ts";
import type { AppendFile } from "../io/append-file.ts";
import { DamagedFile } from "../io/file-error.ts";
import { bodyOf, type LineSpan } from "../io/frames.ts";
import { adapt, type RecordLayout } from "./layout.ts";
import { decodeRun, type RunResult } from "./record.ts";

/**
 * Reads a run from a line of the journal, as a plan shows it. Throws if the line is damaged.
 * @param recorded the layout of the line, if it is not the plan's
 */
export function readRun(file: AppendFile, span: LineSpan, recorded: RecordLayout | undefined, plan: Plan): RunResult {
  const body = bodyOf(file.read(span))?.toString();
  const what = `the record at byte ${span.offset} is damaged`;
  if (body === undefined)
    throw new DamagedFile(file.path, "run the sweep again: it trains that run anew", `${what} now`);
  const json = body.indexOf("{");
  const [, , status] = body.slice(0, json).split(" ");
  try {
    const result = decodeRun(status as RunStatus, body.slice(json));
    return recorded ? adapt(result, recorded, plan) : result;
  } catch {
    // Its checksum holds: no accident, and no sweep would train it again.
    throw new DamagedFile(file.path, "train all runs again with --fresh", what);
  }
}
