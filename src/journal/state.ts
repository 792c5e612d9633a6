import { join } from "node:path";
import type { Cell } from "../contracts/plan.ts";
import { type Holder, holderOf } from "../folder/lock.ts";
import { writeWholeSync } from "../io/file.ts";
import { readText } from "../io/read.ts";
import { JOURNAL_FOLDER } from "./journal.ts";

const FILE = "state.json";

/** The best run so far, by the objective. */
export interface BestSoFar {
  readonly run: string;
  /** The value of each axis, by its head. null if the axis does not apply. */
  readonly variant: Readonly<Record<string, Cell>>;
  readonly metric: string;
  readonly figure: number;
}

/** The progress of a sweep. */
export interface SweepState {
  readonly name: string;
  /** The round whose runs are counted: "batch 2 of 5, rung 1 of 3"; "" if there is only one. */
  readonly round: string;
  /** Number of runs. Points with the same run count once. */
  readonly total: number;
  /** How many of them earlier sweeps left. */
  readonly kept: number;
  /** How many are done, including kept ones. */
  readonly done: number;
  readonly failed: number;
  readonly running: number;
  /** Training time in seconds. */
  readonly seconds: number;
  /** null before the first run has ended. */
  readonly best: BestSoFar | null;
  readonly ended: boolean;
}

/** Writes the state for another terminal to read. */
export function writeState(folder: string, state: SweepState): void {
  writeWholeSync(join(folder, JOURNAL_FOLDER, FILE), JSON.stringify(state));
}

/** The last state that a sweep wrote, and whether it is still running. */
export interface Seen {
  readonly state: SweepState;
  readonly holder: Holder | undefined;
}

/** Reads the state; undefined if no sweep has begun. */
export function readState(folder: string): Seen | undefined {
  try {
    const state = JSON.parse(readText(join(folder, JOURNAL_FOLDER, FILE)));
    // Version 0.1.0 wrote plain text.
    if (typeof state.best !== "object") state.best = null;
    return { state, holder: holderOf(join(folder, JOURNAL_FOLDER)) };
  } catch {
    return undefined;
  }
}
