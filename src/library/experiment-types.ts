/** Something wrong with an experiment, or doubtful in it, by its place in the text. */
export interface Diagnostic {
  readonly severity: "error" | "warning";
  /** What kind of mistake it is, such as "syntax", "unknown-key" or "invalid". */
  readonly code: string;
  /** As named in {@link CheckOptions.file}. */
  readonly file: string;
  /** Counted from 1. A value that the grid sets is found in the grid. */
  readonly line: number;
  /** Counted from 1, in UTF-16 code units. */
  readonly column: number;
  readonly message: string;
  /** Ways to put it right, the best first. */
  readonly suggestions: readonly Suggestion[];
  /** For a value that the grid or an option sets: where, and by what. */
  readonly origins: readonly string[];
}

/** A way to put a mistake right. */
export interface Suggestion {
  /** In words. */
  readonly text: string;
  /** What to change in the text, where that is known. */
  readonly edit?: TextEdit;
}

/** Replaces a stretch of the text. */
export interface TextEdit {
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1, in UTF-16 code units. */
  readonly column: number;
  /** The same place in UTF-16 code units from the start of the text. */
  readonly offset: number;
  /** How much is replaced, in UTF-16 code units. */
  readonly length: number;
  /** What is written instead. */
  readonly text: string;
}

/** How an experiment is read. */
export interface CheckOptions {
  /** The name that messages show; it also names the results unless the experiment has a `name`. Default: experiment.yaml. */
  readonly file?: string;
  /** The folder that paths in the experiment are relative to. Default: the working folder. */
  readonly folder?: string;
  /** Settings as `path=value`, each as if the text said so: `optimizer.lr=0.01`. */
  readonly set?: readonly string[];
  /** The largest number of runs that is accepted. Default: 100 000. */
  readonly maxRuns?: number;
}

/** What an experiment comes to. */
export interface Experiment {
  readonly name: string;
  readonly description: string;
  /** The axes of the grid, as their columns are headed. */
  readonly axes: readonly string[];
  /** The axes that draw data, `data.seed`, `data.validation.fold` and `data.test.fold`: like seeds, they tell no variants apart. */
  readonly replicates: readonly string[];
  readonly seeds: readonly number[];
  /** Points of the grid. */
  readonly variants: number;
  /** Variants times replicates times seeds. */
  readonly runs: number;
  /** With the runs that may follow from results: more seeds, and those that confirm. */
  readonly mostRuns: number;
}

/** What a check found: an experiment that can be run, or every mistake in it. */
export type Checked =
  | { readonly ok: true; readonly experiment: Experiment; readonly diagnostics: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** How an experiment is run. */
export interface SweepOptions extends CheckOptions {
  /** The folder for results: files go to `<output>/<name>/`, as the command writes them. Default: none, results stay in memory. */
  readonly output?: string;
  /** Threads, or programs at once. Default: one for each processor, and 1 for programs. */
  readonly concurrency?: number;
  /** Whether a program that the experiment names (`script`) may run. Default: false. */
  readonly trustScripts?: boolean;
  /** Graphics devices, one for each program at once: `["0", "1"]`, or with two for each `["0,1", "2,3"]`. Default: all. */
  readonly devices?: readonly string[];
  /** Trains every run again, even if `output` has it. Default: false. */
  readonly fresh?: boolean;
  /** Ends the sweep early; runs that are done are kept in `output`. */
  readonly signal?: AbortSignal;
}

/** How a run ended. */
export type RunStatus = "ok" | "diverged" | "failed" | "timeout" | "pruned";

/** A cell: a number, a name, or null where there is none. Measured numbers may be NaN or infinite. */
export type Value = number | string | boolean | null;

/** Something that happened in a sweep. */
export type SweepEvent =
  /** The runs are known. A search or pruning plans several times. */
  | {
      readonly type: "planned";
      readonly name: string;
      /** Runs of the plan, each counted once. */
      readonly total: number;
      /** Runs that `output` has already. */
      readonly kept: number;
    }
  /** A run ended. Runs end in any order. */
  | {
      readonly type: "run";
      /** Its identity, as in the column `run`. */
      readonly run: string;
      readonly seed: number;
      /** The run's value on each axis. */
      readonly axes: Readonly<Record<string, Value>>;
      readonly status: RunStatus;
      /** The objective's figure; undefined for a run without one. */
      readonly figure: number | undefined;
      /** Why it failed. */
      readonly error: string | undefined;
      /** Runs that have ended by now, kept ones included. */
      readonly done: number;
      readonly total: number;
    }
  /** Something to tell a user, such as a run that is tried again. */
  | { readonly type: "notice"; readonly message: string }
  /** All runs have ended. The last event. */
  | { readonly type: "finished"; readonly results: Results };

/** A row of epochs.csv: an epoch of a run. Further columns: axes, rates (`lr`, …) and metrics (`val_loss`, …). */
export interface EpochRow {
  readonly run: string;
  readonly seed: number;
  /** Counted from 1. */
  readonly epoch: number;
  /** Optimizer steps done by its end. */
  readonly step: number;
  readonly [column: string]: Value;
}

/** A row of runs.csv. Further columns: axes, `final_<metric>` and `best_<metric>`. */
export interface RunRow {
  readonly run: string;
  readonly seed: number;
  readonly status: RunStatus;
  /** Epochs done. */
  readonly epochs: number;
  /** The epoch of the objective's best value, counted from 1. */
  readonly best_epoch: number | null;
  readonly error: string | null;
  readonly [column: string]: Value;
}

/** A row of summary.csv: a variant over its seeds. Further columns: axes, and mean, std, … of each figure. */
export interface SummaryRow {
  /** The variant's values, in words: "lr=0.3, cosine". */
  readonly variant: string;
  /** Counted from 1; null if every run failed. */
  readonly rank: number | null;
  /** Runs that ended ok; figures are over these. */
  readonly n: number;
  readonly diverged: number;
  readonly failed: number;
  readonly timeout: number;
  /** The variant it is compared with; null if it is a baseline itself. */
  readonly baseline: string | null;
  /** What the comparison with the baseline says: "better", "worse", "diverges more often", "not distinguishable", … */
  readonly verdict: string;
  readonly [column: string]: Value;
}

/** What a sweep came to. Rows are in plan order; those of `summary` by rank, ties in plan order. */
export interface Results {
  readonly name: string;
  /** The folder of the files; undefined for results in memory. */
  readonly folder: string | undefined;
  /** What the sweep was about, in words: what came out best, by how much, and how sure that is. */
  readonly answer: string;
  readonly summary: readonly SummaryRow[];
  readonly runs: readonly RunRow[];
  /** Every epoch of every run, whatever `results: {epochs: …}` keeps of them in epochs.csv. */
  readonly epochs: readonly EpochRow[];
}

/** A sweep under way. Read its events with `for await`, or wait for `results`. */
export interface Sweep extends AsyncIterable<SweepEvent> {
  /** Rejects as {@link sweep} says. */
  readonly results: Promise<Results>;
}

/** Thrown for an experiment that cannot be run. */
export class ExperimentError extends Error {
  override readonly name = "ExperimentError";

  /** @param diagnostics everything that is wrong, at least one */
  constructor(readonly diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`).join("\n"));
  }
}

/** Thrown when a sweep ended before all its runs did. */
export class SweepStopped extends Error {
  override readonly name = "SweepStopped";

  /** @param reason "interrupted" by the signal, or stopped after "too many failures" (`max_failures`) */
  constructor(
    readonly reason: "interrupted" | "too many failures",
    message: string,
  ) {
    super(message);
  }
}
