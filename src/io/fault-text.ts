import { oneLine } from "../issues/printable.ts";
import { codeOf, shortageOf } from "./file-error.ts";

/** What V8 and Node say when memory ends. */
const OUT_OF_MEMORY =
  /allocation failed|could not allocate memory|out of memory|Invalid (?:typed )?(?:array|string|array buffer) length/i;
const MEMORY_CODES = ["ERR_WORKER_OUT_OF_MEMORY", "ERR_MEMORY_ALLOCATION_FAILED", "ERR_STRING_TOO_LONG"];

const MEMORY = "there is not enough memory; use fewer threads (--concurrency 1), or a smaller model, data set or grid";

/** An error that nobody foresaw, in words: one sentence of the machine, or a request to report it. */
export function faultText(error: unknown, isDebug: boolean): string {
  if (isDebug) return error instanceof Error ? (error.stack ?? error.message) : String(error);
  const message = oneLine(error instanceof Error ? error.message : String(error));
  const shortage = shortageOf(error);
  if (shortage !== undefined) return `error: ${shortage}`;
  if (OUT_OF_MEMORY.test(message) || MEMORY_CODES.includes(codeOf(error) ?? "")) return `error: ${MEMORY}`;
  return (
    `error: ${message}\n` +
    "This is a fault of lrsweep. Please report it with the command and the experiment; LRSWEEP_DEBUG=1 shows where it happened."
  );
}
