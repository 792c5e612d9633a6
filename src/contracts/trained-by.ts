/** What runs of a program depend on besides their configuration: part of their identity. */
export interface ProgramBasis {
  /** Digests of the files that it depends on, by their paths. */
  readonly files: Readonly<Record<string, string>>;
  /** The version of the Python that is given; null: none is, or none can be told. */
  readonly python: string | null;
}

/** A program of the user's: what of it is the same for all runs, and no part of their configuration. */
export interface ScriptProgram {
  readonly kind: "script";
  readonly env: Readonly<Record<string, string>>;
  /** Path of the Python that it runs under; undefined: the first in PATH. */
  readonly python: string | undefined;
  readonly basis: ProgramBasis;
  /** Seconds without a line after which a run has failed; undefined: any time. */
  readonly silence: number | undefined;
  /** Seconds to end in, once told to. */
  readonly endWithin: number;
  /** Metrics that may be missing in an epoch. */
  readonly optional: readonly string[];
}

/** Who trains the runs of a plan: this program's own engine, or a program of the user's. */
export type TrainedBy = { readonly kind: "engine" } | ScriptProgram;

/** What runs depend on besides their configuration; undefined where that is data alone. */
export const basisOf = (trainer: TrainedBy): ProgramBasis | undefined =>
  trainer.kind === "script" ? trainer.basis : undefined;

/** A basis as JSON text, the same for the same files. */
export function basisText({ files, python }: ProgramBasis): string {
  const sorted = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify({ files: Object.fromEntries(sorted), python });
}
