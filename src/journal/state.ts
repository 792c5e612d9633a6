import { join } from "node:path";
import Type, { type Static } from "typebox";
import { type Holder, holderOf } from "../folder/lock.ts";
import { writeWholeSync } from "../io/file.ts";
import { readOwnJson, validates } from "../io/own-json.ts";
import { JOURNAL_FOLDER } from "./journal.ts";

const FILE = "state.json";

const count = Type.Integer({ minimum: 0 });

const bestSchema = Type.Object({
  run: Type.String(),
  /** The value of each axis, by its head; null where the axis does not apply. */
  variant: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()])),
  metric: Type.String(),
  figure: Type.Number(),
});

/** The best run so far, by the objective. */
export type BestSoFar = Static<typeof bestSchema>;

const stateSchema = Type.Object({
  name: Type.String(),
  /** The round whose runs are counted: "batch 2 of 5, rung 1 of 3"; "" if there is only one. */
  round: Type.String({ default: "" }),
  /** Number of runs. Points with the same run count once. */
  total: count,
  /** How many of them earlier sweeps left. */
  kept: count,
  /** How many are done, including kept ones. */
  done: count,
  failed: count,
  running: count,
  /** Training time in seconds. */
  seconds: Type.Number({ minimum: 0 }),
  /** Null before the first run has ended. */
  best: Type.Union([bestSchema, Type.Null()]),
  ended: Type.Boolean(),
  /** Runs of the whole sweep as known so far, and how many of them have ended; equal runs count each. */
  sweep: Type.Object({ runs: count, ended: count }),
});

/** The progress of a sweep. */
type SweepState = Readonly<Static<typeof stateSchema>>;
/** The progress of its round. */
export type RoundState = Omit<SweepState, "sweep">;

/** Writes the state for another terminal to read. */
export function writeState(folder: string, state: SweepState): void {
  writeWholeSync(join(folder, JOURNAL_FOLDER, FILE), JSON.stringify(state));
}

/** The last state that a sweep wrote, and whether it is still running. */
export interface Seen {
  readonly state: SweepState;
  readonly holder: Holder | undefined;
}

/** Reads the state; undefined if no sweep has begun. Throws DamagedFile or FileError. */
export function readState(folder: string, now: Date): Seen | undefined {
  const path = join(folder, JOURNAL_FOLDER, FILE);
  const state = readOwnJson(path, stateSchema, "run the sweep again: it writes the file anew", completed);
  return state && { state, holder: holderOf(join(folder, JOURNAL_FOLDER), now) };
}

/** Version 0.1.0 wrote a text for the best run, JSON has no infinite figure, and earlier versions counted only their last round. */
function completed(state: unknown): unknown {
  if (typeof state !== "object" || state === null || !("best" in state)) return state;
  const { total, done } = state as Partial<SweepState>;
  const best = validates(bestSchema, state.best) ? state.best : null;
  return { sweep: { runs: total, ended: done }, ...state, best };
}
