import { join } from "node:path";
import type { Plan } from "../experiment/plan.ts";
import { writeWhole } from "../io/draft.ts";
import { makeFolder } from "../io/file.ts";
import { eventsEncoder, type ScalarEvent } from "./events.ts";
import { rowsOfLines } from "./rows.ts";

/** One name for good: another export takes the place of the one before. TensorBoard looks for `tfevents`. */
const FILE = "events.out.tfevents.0000000000.lrsweep";

/** A run to be shown. */
interface ShownRun {
  readonly id: string;
  /** What tells it from the others: "0.3, cosine, seed 0". */
  readonly label: string;
  /** See epochLines. */
  readonly lines: string;
}

/**
 * Writes a log directory for each run: a scalar for each rate and metric, by epoch. Returns how many; rejects with a
 * FileError.
 * @param wallTime when it is said to have happened, in seconds since 1970
 */
export async function writeLogs(
  folder: string,
  plan: Plan,
  runs: Iterable<ShownRun>,
  wallTime: number,
): Promise<number> {
  const encode = await eventsEncoder();
  let count = 0;
  for (const run of runs) {
    await writeLog(join(folder, directoryName(run)), encode(eventsOf(run, plan), wallTime));
    count++;
  }
  return count;
}

function eventsOf({ lines }: ShownRun, plan: Plan): readonly ScalarEvent[] {
  return rowsOfLines(lines, plan).map(({ epoch, step: _, ...figures }) => {
    const values = Object.entries(figures).filter((entry): entry is [string, number] => entry[1] !== null);
    return { step: epoch as number, values: Object.fromEntries(values) };
  });
}

async function writeLog(folder: string, bytes: Uint8Array): Promise<void> {
  makeFolder(folder);
  await writeWhole(join(folder, FILE), bytes);
}

/** Longest name that all file systems take, less the identity. */
const MAX_NAME_BYTES = 200;

/** A directory is what TensorBoard calls a run by; the identity keeps it apart from its like. */
function directoryName({ label, id }: ShownRun): string {
  const plain = label.replace(/[^\p{L}\p{N} .,=+()-]+/gu, "_").replace(/^\.+/, "_");
  return `${Buffer.from(plain)
    .subarray(0, MAX_NAME_BYTES)
    .toString()
    .replace(/\ufffd/g, "")} ${id}`;
}
