import { join } from "node:path";
import type { Cell } from "../contracts/plan.ts";
import { type Holder, holderOf } from "../folder/lock.ts";
import { writeWholeSync } from "../io/file.ts";
import { readText } from "../io/read.ts";
import { JOURNAL_FOLDER } from "./journal.ts";

const FILE = "state.json";

/** The run with the objective's best figure so far. */
export interface BestSoFar {
  readonly run: string;
  /** The value of each axis, by its head; null where the axis does not apply. */
  readonly variant: Readonly<Record<string, Cell>>;
  readonly metric: string;
  readonly figure: number;
}

/** How far a sweep has come. */
export interface SweepState {
  readonly name: string;
  /** "batch 2 of 5, rung 1 of 3": whose runs are counted here; "" where there is but one round. */
  readonly round: string;
  /** Runs to be had: points that resolve to the same run count as one. */
  readonly total: number;
  /** Of these, what earlier sweeps left. */
  readonly kept: number;
  /** All that are there, kept ones too. */
  readonly done: number;
  readonly failed: number;
  readonly running: number;
  /** Seconds in training. */
  readonly seconds: number;
  /** Null before the first run has ended. */
  readonly best: BestSoFar | null;
  readonly ended: boolean;
}

/** For another terminal to read. */
export function writeState(folder: string, state: SweepState): void {
  writeWholeSync(join(folder, JOURNAL_FOLDER, FILE), JSON.stringify(state));
}

/** What a sweep last wrote, and who still works on it. */
export interface Seen {
  readonly state: SweepState;
  readonly holder: Holder | undefined;
}

/** Undefined where no sweep has begun. */
export function readState(folder: string): Seen | undefined {
  try {
    const state = JSON.parse(readText(join(folder, JOURNAL_FOLDER, FILE)));
    // Version 0.1.0 wrote a text.
    if (typeof state.best !== "object") state.best = null;
    return { state, holder: holderOf(join(folder, JOURNAL_FOLDER)) };
  } catch {
    return undefined;
  }
}
