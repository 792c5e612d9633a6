import { join } from "node:path";
import type { Plan } from "../contracts/plan.ts";
import { AppendFile } from "../io/append-file.ts";
import { JOURNAL_FOLDER, RUNS_FILE } from "./journal.ts";
import { covers, layoutKey, layoutOf } from "./layout.ts";
import { readRun } from "./read-run.ts";
import type { RunResult } from "./record.ts";
import { type Recovered, recover } from "./recover.ts";

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
    const { runs, layouts } = this.#found;
    const entry = runs.get(id);
    const recorded = entry && layouts.at(entry.layout);
    if (entry === undefined || recorded === undefined || !covers(recorded, this.plan)) return undefined;
    return readRun(this.#file, entry, layoutKey(recorded) === this.#key ? undefined : recorded, this.plan);
  }

  close(): void {
    this.#file.close();
  }
}
