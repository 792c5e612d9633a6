import { oneLine } from "../issues/printable.ts";
import { addressSpace, spaceText } from "./address-space.ts";
import { codeOf, shortageOf } from "./file-error.ts";

/** What V8 says when the system has no memory for it. */
const NO_MEMORY = /allocation failed|could not allocate memory/i;
/** What V8 and Node say when memory ends. */
const OUT_OF_MEMORY =
  /allocation failed|could not allocate memory|out of memory|Invalid (?:typed )?(?:array|string|array buffer) length/i;
const MEMORY_CODES = ["ERR_WORKER_OUT_OF_MEMORY", "ERR_MEMORY_ALLOCATION_FAILED", "ERR_STRING_TOO_LONG"];

const MEMORY = "there is not enough memory; use fewer threads (--concurrency 1), or a smaller model, data set or grid";

/** The machine is short of something. The message is one sentence, with a way out. */
export class Shortage extends Error {
  override name = "Shortage";
}

/** Whether the machine is short of something, so that no run can be trained, rather than the run at fault. */
export const isShortage = (error: unknown): boolean =>
  error instanceof Shortage ||
  shortageOf(error) !== undefined ||
  (error instanceof Error && NO_MEMORY.test(error.message));

/** An error that nobody foresaw, in words: one sentence of the machine, or a request to report it. */
export function faultText(error: unknown, isDebug: boolean): string {
  if (isDebug) return error instanceof Error ? (error.stack ?? error.message) : String(error);
  const message = oneLine(error instanceof Error ? error.message : String(error));
  const shortage = error instanceof Shortage ? message : shortageOf(error);
  if (shortage !== undefined) return `error: ${shortage}`;
  if (OUT_OF_MEMORY.test(message) || MEMORY_CODES.includes(codeOf(error) ?? "")) {
    const space = addressSpace();
    return `error: ${space === undefined ? MEMORY : spaceText(space)}`;
  }
  return (
    `error: ${message}\n` +
    "This is a fault of lrsweep. Please report it with the command and the experiment; LRSWEEP_DEBUG=1 shows where it happened."
  );
}
