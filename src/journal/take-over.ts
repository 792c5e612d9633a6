import { join } from "node:path";
import type { RunStatus } from "../contracts/record.ts";
import type { Plan } from "../experiment/plan.ts";
import { AppendFile } from "../io/append-file.ts";
import { bodyOf } from "../io/frames.ts";
import { JOURNAL_FOLDER, type Journal, type JournalRecord, RUNS_FILE } from "./journal.ts";
import { layoutKey, layoutOf } from "./layout.ts";
import { RunTable } from "./run-table.ts";

/** Number of records written at once. */
const RECORDS_PER_WRITE = 256;

/**
 * Copies runs of a plan from another folder's journal into this one if they are missing or failed here. The other journal
 * is only read and may be in use. Returns the number of copied runs. Throws a FileError.
 */
export function takeOver(journal: Journal, plan: Plan, folder: string): number {
  const path = join(folder, JOURNAL_FOLDER, RUNS_FILE);
  const wanted = idsOf(plan);
  const key = layoutKey(layoutOf(plan));
  let batch: JournalRecord[] = [];
  let count = 0;
  const flush = () => {
    journal.add(batch);
    count += batch.length;
    batch = [];
  };
  const file = new AppendFile(path, true);
  try {
    file.scan((line) => {
      const found = recordIn(line, key);
      if (found === undefined || !wanted.has(found.id) || !isNews(found, journal.statusOf(found.id))) return;
      batch.push(found);
      // Noted at once, so that the next record of this run is compared with it.
      if (batch.length === RECORDS_PER_WRITE || isFailure(found.status)) flush();
    });
  } finally {
    file.close();
  }
  flush();
  return count;
}

function idsOf({ seeds, variants, runId }: Plan): RunTable {
  const ids = new RunTable();
  for (const seed of seeds) for (let variant = 0; variant < variants; variant++) ids.add(runId(variant, seed));
  return ids;
}

/** The record in a line, if it is a complete record of a run with that layout's columns. */
function recordIn(line: Buffer, key: string): JournalRecord | undefined {
  const body = line.toString("latin1", 9, 13) === "run " ? bodyOf(line)?.toString() : undefined;
  if (body === undefined) return undefined;
  const json = body.indexOf("{");
  const [, id = "", status, layout] = body.slice(0, json).split(" ");
  return layout === key ? { id, status: status as RunStatus, text: body.slice(json) } : undefined;
}

const isFailure = (status: RunStatus) => status === "failed" || status === "timeout";

const isNews = ({ status }: JournalRecord, known: RunStatus | undefined) =>
  known === undefined || (isFailure(known) && !isFailure(status));
