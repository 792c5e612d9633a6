import type { RunStatus } from "../contracts/record.ts";
import { encodeRun } from "../journal/record.ts";
import type { Failure } from "./protocol.ts";

/** A report for a run that could not report by itself. */
export function failure(status: Extract<RunStatus, "failed" | "timeout">, error: string): Failure {
  const outcome = { status, error, figures: { epochs: 0, metrics: {} } };
  const timing = { seconds: 0, steps: 0, worker: "" };
  return { status, error, text: encodeRun({ lines: "", hidden: {}, outcome, timing }) };
}

/** The error of a run that took too long. @param timeout in seconds */
export const overtime = (timeout: number | undefined) => `not done after ${timeout} s`;
