import type { Cell } from "./cell.ts";

/** The columns of a file of results. */
export interface ImportedColumns {
  /** Those that tell variants apart. */
  readonly axes: readonly string[];
  readonly seed: string;
  /** The number of the epoch, where the file has a row for each. */
  readonly epoch?: string | undefined;
  /** How a run ended; without it, every run ended well. */
  readonly status?: string | undefined;
  /** The column of each metric. */
  readonly metrics: Readonly<Record<string, string>>;
}

/** A run whose results were there before: what tells it from others, apart from its seed. */
export interface ImportedConfig {
  /** Values by axis. */
  readonly imported: Readonly<Record<string, Cell>>;
  readonly scheduler: readonly [];
  /** The most epochs of a run in the file. */
  readonly training: { readonly epochs: number };
}

/** A file of results, in the place of who trains. */
export interface ImportedResults {
  readonly kind: "imported";
  /** Relative to the experiment. */
  readonly file: string;
  /** SHA-256 of its content. */
  readonly digest: string;
  readonly columns: ImportedColumns;
}
