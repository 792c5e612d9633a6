import { join } from "node:path";
import type { Plan } from "../experiment/plan.ts";
import { AppendFile } from "../io/append-file.ts";
import { JOURNAL_FOLDER, RUNS_FILE } from "./journal.ts";
import { covers, layoutKey, layoutOf } from "./layout.ts";
import { readRun } from "./read-run.ts";
import type { RunResult } from "./record.ts";
import { type Recovered, recover } from "./recover.ts";
import type { RunEntry } from "./run-table.ts";

/** Reads a journal without locking or changing it, even while a sweep writes to it. */
export class JournalReader {
  readonly #file: AppendFile;
  readonly #found: Recovered;
  readonly #key: string;

  /** Throws a FileError. */
  constructor(
    folder: string,
    private readonly plan: Plan,
  ) {
    this.#file = new AppendFile(join(folder, JOURNAL_FOLDER, RUNS_FILE), true);
    this.#found = recover(this.#file);
    this.#key = layoutKey(layoutOf(plan));
  }

  /** A run as the plan shows it; undefined if it is missing or lacks a column of the plan. */
  read(id: string): RunResult | undefined {
    const entry = this.#found.runs.get(id);
    return entry && this.#readEntry(entry);
  }

  #readEntry(entry: RunEntry): RunResult | undefined {
    const recorded = this.#found.layouts.at(entry.layout);
    if (recorded === undefined || !covers(recorded, this.plan)) return undefined;
    return readRun(this.#file, entry, layoutKey(recorded) === this.#key ? undefined : recorded, this.plan);
  }

  /** A run as it was when it paused after some epochs; undefined if it never did. */
  pausedAt(id: string, epochs: number): RunResult | undefined {
    const entry = this.#found.pauses.get(id, epochs);
    return entry && this.#readEntry(entry);
  }

  close(): void {
    this.#file.close();
  }
}
