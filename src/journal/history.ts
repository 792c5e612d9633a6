import { join } from "node:path";
import Type, { type Static } from "typebox";
import { writeWholeSync } from "../io/file.ts";
import { DamagedFile } from "../io/file-error.ts";
import { readOwnJson } from "../io/own-json.ts";
import { JOURNAL_FOLDER } from "./journal.ts";

const FILE = "history.json";
/** No more are kept. */
const MOST_SESSIONS = 100;

const count = Type.Integer({ minimum: 0 });
const sessionSchema = Type.Object({
  /** ISO 8601. */
  started: Type.String(),
  finished: Type.String(),
  end: Type.Enum(["done", "interrupted", "too many failures"]),
  /** Runs trained in this session, runs that had ended by its end, and runs that the experiment had then. */
  trained: count,
  ended: count,
  runs: count,
  /** The first sentence of the answer; "" for none. */
  finding: Type.String(),
});

/** A time during which an experiment was trained, and what came of it. */
export type PastSession = Static<typeof sessionSchema>;

/** Oldest first. A file that is damaged counts as none: nothing depends on it. Throws a FileError. */
export function readHistory(folder: string): readonly PastSession[] {
  try {
    return readOwnJson(join(folder, JOURNAL_FOLDER, FILE), Type.Array(sessionSchema), "delete it") ?? [];
  } catch (error) {
    if (error instanceof DamagedFile) return [];
    throw error;
  }
}

/** Of a folder that is locked. Throws a FileError. */
export function addToHistory(folder: string, session: PastSession): void {
  const all = [...readHistory(folder), session].slice(-MOST_SESSIONS);
  writeWholeSync(join(folder, JOURNAL_FOLDER, FILE), JSON.stringify(all));
}
