import type { RunStatus } from "../contracts/record.ts";
import type { AppendFile } from "../io/append-file.ts";
import { bodyOf, type LineSpan } from "../io/frames.ts";
import { validates } from "../io/own-json.ts";
import { Layouts, layoutSchema, type RecordLayout } from "./layout.ts";
import { PauseTable } from "./pauses.ts";
import { decodeEpoch, ProgressTable } from "./progress.ts";
import { RunTable } from "./run-table.ts";

/** The statuses, in the order of their numbers in a RunTable. */
export const STATUSES: readonly RunStatus[] = ["ok", "diverged", "failed", "timeout", "pruned"];

/** A run that was in training when a process died. */
export interface Suspect {
  readonly id: string;
  /** How many times this happened while the run was in training alone. */
  readonly deathsAlone: number;
}

/** The content of a journal. */
export interface Recovered {
  readonly runs: RunTable;
  readonly layouts: Layouts;
  readonly suspects: readonly Suspect[];
  /** Runs that have reported epochs and not ended. */
  readonly progress: ProgressTable;
  /** Records of runs that paused, to be decided on. */
  readonly pauses: PauseTable;
  /** What programs' runs depended on, as JSON texts: the last is what they depend on now. */
  readonly bases: readonly string[];
  /** Edits of programs that were accepted, as JSON texts. */
  readonly accepted: readonly string[];
  /** Messages on what was wrong with the file. */
  readonly notices: readonly string[];
}

/** Reads the whole journal. Cuts off an incomplete last line and leaves out damaged lines. */
export function recover(file: AppendFile): Recovered {
  const runs = new RunTable();
  const layouts = new Layouts();
  const begun = new Map<string, number>();
  const progress = new ProgressTable();
  const pauses = new PauseTable();
  const [bases, accepted]: [string[], string[]] = [[], []];
  const notices: string[] = [];
  const torn = file.scan((line, span) => {
    const body = bodyOf(line);
    if (body === undefined) notices.push(damage(span));
    else readLine(body, span, { runs, layouts, begun, progress, pauses, bases, accepted });
  });
  if (torn > 0) notices.push(`its last record was cut short (${torn} bytes); that run is trained again`);
  const suspects = Array.from(begun, ([id, deathsAlone]) => ({ id, deathsAlone }));
  return { runs, layouts, suspects, progress, pauses, bases, accepted, notices };
}

const damage = ({ offset }: LineSpan) => `a record is damaged (at byte ${offset}); what it held is trained again`;

interface JournalContents {
  readonly runs: RunTable;
  readonly layouts: Layouts;
  readonly begun: Map<string, number>;
  readonly progress: ProgressTable;
  readonly pauses: PauseTable;
  readonly bases: string[];
  readonly accepted: string[];
}

const SPACE = 32;
/** Behind a word of five letters and an id. */
const ID_END = 24;

/** Reads one line; journal.ts describes them. */
function readLine(body: Buffer, span: LineSpan, contents: JournalContents): void {
  const { runs, layouts, begun, progress, pauses } = contents;
  const word = body.toString("latin1", 0, body.indexOf(SPACE) >>> 0);
  switch (word) {
    case "run": {
      const [, id = "", status = "", layout = ""] = body.toString("latin1", 0, 48).split(" ", 4);
      const entry = { ...span, status: STATUSES.indexOf(status as RunStatus), layout: layouts.number(layout) };
      runs.set(id, entry);
      begun.delete(id);
      progress.end(id, status);
      if (status === "pruned" && progress.has(id)) pauses.add(id, body.toString("latin1", 0, PAUSE_HEAD), entry);
      break;
    }
    case "begun":
      for (const id of idsIn(body)) begun.set(id, begun.get(id) ?? 0);
      break;
    case "alone":
      for (const id of idsIn(body)) begun.set(id, (begun.get(id) ?? 0) + 1);
      break;
    case "closed":
      begun.clear();
      break;
    case "basis":
      contents.bases.push(body.toString("utf8", word.length + 1));
      break;
    case "accepted":
      contents.accepted.push(body.toString("utf8", word.length + 1));
      break;
    case "start":
      for (const id of idsIn(body)) progress.start(id);
      break;
    case "epoch":
    case "cut":
      readProgress(word, body, progress);
      break;
    case "layout": {
      const layout = layoutIn(body);
      if (layout !== undefined) layouts.add(layout);
      break;
    }
  }
}

/** Bytes at the beginning of a run's record, in which its number of epochs stands. */
export const PAUSE_HEAD = 100;

function readProgress(word: "epoch" | "cut", body: Buffer, progress: ProgressTable): void {
  const [, id = ""] = body.toString("latin1", 0, ID_END).split(" ");
  const rest = body.toString("utf8", word.length + 1 + id.length + 1);
  if (word === "cut") progress.cut(id, Number(rest));
  else progress.add(id, decodeEpoch(rest));
}

/** Undefined for what is none: the runs in it are trained again then. */
function layoutIn(body: Buffer): RecordLayout | undefined {
  try {
    const found: unknown = JSON.parse(body.toString("utf8", "layout ".length));
    return validates(layoutSchema, found) ? found : undefined;
  } catch {
    return undefined;
  }
}

const idsIn = (body: Buffer) => body.toString("latin1").split(" ").slice(1);
