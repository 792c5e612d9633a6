import { join } from "node:path";
import type { RunStatus } from "../contracts/record.ts";
import type { Plan } from "../experiment/plan.ts";
import { type Basis, basisOf, basisText } from "../experiment/trained-by.ts";
import { MANIFEST } from "../folder/manifest.ts";
import { AppendFile } from "../io/append-file.ts";
import { makeFolder, removeFile } from "../io/file.ts";
import { DamagedFile } from "../io/file-error.ts";
import { bodyOf, frame } from "../io/frames.ts";
import { replaceFileSync } from "../io/replace.ts";
import { itemAt } from "../numbers/item-at.ts";
import { covers, layoutKey, layoutOf, type RecordLayout } from "./layout.ts";
import { encodeEpoch, type RunsUnderWay } from "./progress.ts";
import { readRun } from "./read-run.ts";
import type { RunResult } from "./record.ts";
import { PAUSE_HEAD, type Recovered, recover, STATUSES, type Suspect } from "./recover.ts";
import { type RunEntry, RunTable } from "./run-table.ts";

/** Folder for lrsweep's own files within a results folder. */
export const JOURNAL_FOLDER = ".journal";
export const RUNS_FILE = "runs";

const RETRAIN = "run the sweep again: it trains what is missing";

/** A run that ended. */
export interface JournalRecord {
  readonly id: string;
  readonly status: RunStatus;
  /** See encodeRun. */
  readonly text: string;
}

/** An edit of a program's files that changes no figures, as its user says. */
interface AcceptedEdit {
  /** When it was accepted: ISO 8601. */
  readonly at: string;
  readonly from: Basis;
  readonly to: Basis;
}

/**
 * Every run that ended, in an append-only file. Each line has a checksum (see frames.ts). The lines are:
 * `layout <JSON>`, which later runs name by number; `start <id>`, `epoch <id> <JSON>` and `cut <id> <n>` of runs that
 * report their epochs as they go, which together give what is reported so far; `basis <JSON>` and `accepted <JSON>` of
 * programs, whose files are part of their runs' identity; `begun <id> …` before runs are trained; `alone <id>` before a run is
 * trained alone; `run <id> <status> <layout> <JSON>` when a run ended (the last one of an id counts); and `closed` when
 * the process ended normally, so that none of the begun runs caused its end.
 */
export class Journal {
  /** Messages on what was wrong with the file. */
  readonly notices: readonly string[];
  /** Runs that were in training when an earlier process died and have not ended since. */
  suspects: readonly Suspect[];
  #file: AppendFile;
  #found: Recovered;
  readonly #layout: RecordLayout;
  readonly #key: string;
  #number: number;

  /** Opens the file, or creates it. The caller must have locked the folder. Throws a FileError, as do all methods. */
  constructor(
    readonly folder: string,
    private readonly plan: Plan,
    isFresh = false,
  ) {
    const inner = join(folder, JOURNAL_FOLDER);
    makeFolder(inner);
    if (isFresh) forget(folder);
    this.#file = new AppendFile(join(inner, RUNS_FILE));
    this.#found = recover(this.#file);
    this.suspects = this.#found.suspects;
    this.notices = this.#found.notices;
    this.#layout = layoutOf(plan);
    this.#key = layoutKey(this.#layout);
    const { layouts } = this.#found;
    this.#number = layouts.number(this.#key);
    const basis = basisOf(plan.trainer);
    if (basis !== undefined && basisText(basis) !== this.#found.bases.at(-1)) this.#note("basis", basisText(basis));
    if (!layouts.has(this.#key)) this.#file.append(frame(`layout ${JSON.stringify(this.#layout)}`));
    layouts.add(this.#layout);
  }

  /** Number of runs, of this plan or others. */
  get size(): number {
    return this.#found.runs.size;
  }

  /** How a run ended; undefined if it is missing or lacks a column of the plan. */
  statusOf(id: string): RunStatus | undefined {
    const entry = this.#usable(id);
    return entry && STATUSES[entry.status];
  }

  /** A run as the plan shows it. Throws if it is missing. */
  read(id: string): RunResult {
    const entry = this.#usable(id);
    if (entry === undefined) throw new DamagedFile(this.#file.path, RETRAIN, `the record of ${id} is missing`);
    const recorded = entry.layout === this.#number ? undefined : this.#found.layouts.at(entry.layout);
    return readRun(this.#file, entry, recorded, this.plan);
  }

  /** A run as it was when it paused after some epochs; undefined if it never did. */
  pausedAt(id: string, epochs: number): RunResult | undefined {
    const entry = this.#found.pauses.get(id, epochs);
    const recorded = entry && (entry.layout === this.#number ? undefined : this.#found.layouts.at(entry.layout));
    if (entry === undefined || (recorded && !covers(recorded, this.plan))) return undefined;
    return readRun(this.#file, entry, recorded, this.plan);
  }

  /** Keeps what runs report before their end. */
  get progress(): RunsUnderWay {
    return {
      begin: (id) => {
        this.#file.append(frame(`start ${id}`));
        this.#found.progress.start(id);
        return this.#found.progress.of(id);
      },
      add: (id, epoch) => {
        this.#file.append(frame(`epoch ${id} ${encodeEpoch(epoch)}`));
        this.#found.progress.add(id, epoch);
      },
      cut: (id, from) => {
        if (this.#found.progress.of(id).epochs.length <= from) return;
        this.#file.append(frame(`cut ${id} ${from}`));
        this.#found.progress.cut(id, from);
      },
    };
  }

  /** What runs of the plan's program depended on before, the last first. */
  get formerBases(): readonly Basis[] {
    const own = basisOf(this.plan.trainer);
    const texts = new Set([...this.#found.bases].reverse());
    if (own !== undefined) texts.delete(basisText(own));
    return [...texts].map((text) => JSON.parse(text) as Basis);
  }

  /** Edits of the program that were accepted. */
  get accepted(): readonly AcceptedEdit[] {
    return this.#found.accepted.map((text) => JSON.parse(text) as AcceptedEdit);
  }

  /**
   * Takes what is kept of runs for runs of other names, unless they have records of their own.
   * @param names old and new
   * @returns the names whose runs were taken
   */
  adopt(names: readonly (readonly [old: string, now: string])[], edit: AcceptedEdit): readonly string[] {
    const { runs, progress } = this.#found;
    const isNew = ([old, now]: readonly [string, string]) =>
      !runs.has(now) && !progress.has(now) && (runs.has(old) || progress.has(old));
    const taken = names.filter(isNew);
    for (const [old, now] of taken) {
      const records = [...this.#found.pauses.of(old), ...(runs.has(old) ? [runs.get(old) as RunEntry] : [])];
      const lines = records.map((entry) => frame(String(bodyOf(this.#file.read(entry))).replace(old, now)));
      this.#file.append(
        this.#keptOf(old)
          .map((line) => frame(line.replace(old, now)))
          .join("") + lines.join(""),
      );
    }
    if (taken.length > 0) this.#note("accepted", JSON.stringify(edit));
    this.#found = recover(this.#file);
    this.#number = this.#found.layouts.number(this.#key);
    return taken.map(([, now]) => now);
  }

  #note(word: "basis" | "accepted", text: string): void {
    this.#file.append(frame(`${word} ${text}`));
  }

  /** Notes that the training of runs begins. */
  begin(ids: readonly string[], isAlone: boolean): void {
    this.#file.append(frame(`${isAlone ? "alone" : "begun"} ${ids.join(" ")}`));
  }

  /** Adds runs that ended. They are stored once this returns. */
  add(records: readonly JournalRecord[]): void {
    if (this.suspects.length > 0)
      this.suspects = this.suspects.filter((suspect) => !records.some(({ id }) => id === suspect.id));
    const lines = records.map(({ id, status, text }) => frame(`run ${id} ${status} ${this.#key} ${text}`));
    let offset = this.#file.append(lines.join(""));
    for (const [i, { id, status }] of records.entries()) {
      const bytes = Buffer.byteLength(itemAt(lines, i));
      const entry = { offset, length: bytes - 1, status: STATUSES.indexOf(status), layout: this.#number };
      this.#found.runs.set(id, entry);
      this.#found.progress.end(id, status);
      if (status === "pruned" && this.#found.progress.has(id))
        this.#found.pauses.add(id, itemAt(records, i).text.slice(0, PAUSE_HEAD), entry);
      offset += bytes;
    }
  }

  /** Flushes everything to disk. */
  sync(): Promise<void> {
    return this.#file.sync();
  }

  /** Removes runs that are not in the plan, and damaged records. @param plan with all its variants known */
  async prune(plan: Plan): Promise<void> {
    const { path } = this.#file;
    removeFile(`${path}.new`);
    const pruned = new AppendFile(`${path}.new`);
    pruned.append(this.#found.layouts.all.map((layout) => frame(`layout ${JSON.stringify(layout)}`)).join(""));
    const notes = [
      ...this.#found.bases.map((text) => frame(`basis ${text}`)),
      ...this.#found.accepted.map((text) => frame(`accepted ${text}`)),
    ];
    if (notes.length > 0) pruned.append(notes.join(""));
    const wanted = new RunTable();
    const copy = (entry: RunEntry) => pruned.append(`${this.#file.read(entry)}\n`);
    for (const id of idsOf(plan)) {
      if (wanted.has(id)) continue;
      wanted.add(id);
      const entry = this.#found.runs.get(id);
      const kept = this.#keptOf(id);
      if (kept.length > 0) pruned.append(kept.map(frame).join(""));
      for (const pause of this.#found.pauses.of(id)) if (pause.offset !== entry?.offset) copy(pause);
      if (entry !== undefined) copy(entry);
    }
    await pruned.sync();
    // Windows can neither rename nor replace an open file.
    pruned.close();
    this.#file.close();
    try {
      replaceFileSync(`${path}.new`, path);
    } finally {
      this.#file = new AppendFile(path);
      this.#found = recover(this.#file);
      this.#number = this.#found.layouts.number(this.#key);
    }
  }

  /** What is kept of a run beside its record, in the order in which it is read again. */
  #keptOf(id: string): readonly string[] {
    const progress = this.#found.progress.has(id) ? this.#found.progress.of(id) : undefined;
    const starts = progress?.attempt ?? (this.#found.pauses.of(id).length > 0 ? 1 : 0);
    const epochs = progress?.epochs.map((epoch) => `epoch ${id} ${encodeEpoch(epoch)}`) ?? [];
    return [...Array.from({ length: starts }, () => `start ${id}`), ...epochs];
  }

  /** Notes that the process ended normally, and closes the file. */
  async close(): Promise<void> {
    try {
      this.#file.append(frame("closed"));
      await this.#file.sync();
    } finally {
      this.#file.close();
    }
  }

  #usable(id: string): RunEntry | undefined {
    const entry = this.#found.runs.get(id);
    if (entry === undefined || entry.layout === this.#number) return entry;
    const recorded = this.#found.layouts.at(entry.layout);
    return recorded && covers(recorded, this.plan) ? entry : undefined;
  }
}

function* idsOf({ seeds, variants, runId }: Plan): Generator<string> {
  for (const seed of seeds) for (let variant = 0; variant < variants; variant++) yield runId(variant, seed);
}

/** Deletes the manifest as well, because it describes results that will be computed again. */
function forget(folder: string): void {
  removeFile(join(folder, JOURNAL_FOLDER, RUNS_FILE));
  removeFile(join(folder, MANIFEST));
}
