/** A program of the user's: what of it is the same for all runs, and no part of their configuration. */
export interface ScriptProgram {
  readonly kind: "script";
  readonly env: Readonly<Record<string, string>>;
  /** Path of the Python that it runs under; undefined: the first in PATH. */
  readonly python: string | undefined;
  /** Digests of the files that it depends on, by their paths. */
  readonly files: Readonly<Record<string, string>>;
  /** Seconds without a line after which a run has failed; undefined: any time. */
  readonly silence: number | undefined;
  /** Seconds to end in, once told to. */
  readonly endWithin: number;
  /** Metrics that may be missing in an epoch. */
  readonly optional: readonly string[];
}

/** Who trains the runs of a plan: this program's own engine, or a program of the user's. */
export type TrainedBy = { readonly kind: "engine" } | ScriptProgram;
