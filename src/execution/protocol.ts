import type { RunConfig } from "../contracts/config.ts";
import type { Objective } from "../contracts/plan.ts";
import type { PluginFile } from "../contracts/plugin.ts";
import type { EpochColumns } from "../tables/csv.ts";
import type { Files } from "./files.ts";

/** A run as a worker needs it. */
export interface RunTask {
  readonly config: RunConfig;
  readonly seed: number;
}

/** Runs to train in order, and the columns of their rows. */
export interface Work {
  readonly files: Files;
  readonly columns: EpochColumns;
  readonly objective: Objective;
  /** Seconds that a run may take. */
  readonly timeout: number | undefined;
  /** Epochs after which to leave off; undefined: when a run is over. */
  readonly until?: number | undefined;
  readonly runs: readonly RunTask[];
}

/** What a worker thread is started with. */
export interface ThreadData {
  readonly plugins: readonly PluginFile[];
}

/** What the main thread sends to a worker thread. */
export interface Chunk extends Work {
  /** Shared memory of one int32, where the worker leaves the place of the run in training (of runs side by side, the first); NOT_BEGUN before the first. */
  readonly current: Int32Array;
}

/** How a run ended. `text` is its record in the journal, see encodeRun; `figure` is the objective's. */
export type RunReport =
  | { readonly status: "ok" | "diverged" | "pruned"; readonly text: string; readonly figure: number | undefined }
  | { readonly status: "failed" | "timeout"; readonly text: string; readonly error: string };

export const NOT_BEGUN = -1;

/** What a worker sends back. */
export interface ChunkReport {
  /** Of some runs of the chunk, at least one. The others are left for another chunk. */
  readonly reports: readonly RunReport[];
  /** Which runs of the chunk these are. */
  readonly places: readonly number[];
  /** How long they took. */
  readonly seconds: number;
}

export type Failure = Extract<RunReport, { error: string }>;

/** How a chunk ended. */
export type ChunkResult =
  | ({ readonly kind: "reports" } & ChunkReport)
  /** The run at that place crashed its thread; the reports of the runs before it are lost. */
  | { readonly kind: "dead"; readonly place: number; readonly failure: Failure }
  /** Its workers died repeatedly; it is not known which run is to blame. */
  | { readonly kind: "lost"; readonly failure: Failure }
  /** Not trained; its runs are to be sent again. */
  | { readonly kind: "given up" };
