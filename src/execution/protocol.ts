import type { Configuration } from "../contracts/config.ts";
import type { PluginFile } from "../contracts/plugin.ts";
import type { Objective } from "../experiment/plan.ts";
import type { EpochColumns } from "../tables/csv.ts";
import type { Files } from "./files.ts";

/** A run, as sent to a worker. */
export interface RunTask {
  readonly config: Configuration;
  readonly seed: number;
}

/** Runs to train in order, and what is reported of them: the same to a thread and, encoded, to a worker behind Redis. */
export interface ChunkOrder {
  /** Ids of the runs. */
  readonly ids: readonly string[];
  readonly columns: EpochColumns;
  readonly objective: Objective;
  /** Time limit of a run, in seconds. */
  readonly timeout: number | undefined;
  /** Epochs after which to stop. undefined: at the end of a run. */
  readonly until?: number | undefined;
  readonly runs: readonly RunTask[];
}

/** An order with the files of its data, which a worker behind Redis has from the announcement of the sweep. */
export interface Work extends ChunkOrder {
  readonly files: Files;
  /** Whether to leave machine code alone, since the process died in these runs: the bits are the same. */
  readonly isCareful?: boolean;
}

/** The data that a worker thread starts with. */
export interface ThreadData {
  readonly plugins: readonly PluginFile[];
}

/** A message of the main thread to a worker thread. */
export interface Chunk extends Work {
  /** Shared int32 in which the worker notes the index of the run in training (of runs side by side, the first). NOT_BEGUN before the first run. */
  readonly current: Int32Array;
  readonly load?: PoolLoad;
}

/** How busy a pool is: a run may use what its other threads leave. */
export interface PoolLoad {
  /** Processors for the pool. */
  readonly processors: number;
  /** Shared int32: threads that train. */
  readonly training: Int32Array;
  /** Shared int32: 1 once the pool ends, and threads are to leave what they train at its next epoch. */
  readonly ending: Int32Array;
}

/** How a run ended. `text` is its record in the journal (see encodeRun); `figure` is the value of the objective. */
export type RunReport =
  | { readonly status: "ok" | "diverged" | "pruned"; readonly text: string; readonly figure: number | undefined }
  | { readonly status: "failed" | "timeout"; readonly text: string; readonly error: string };

export const NOT_BEGUN = -1;

/** A worker's answer. */
export interface ChunkReport {
  /** Reports of at least one run of the chunk. The other runs go into another chunk. */
  readonly reports: readonly RunReport[];
  /** Indices of these runs in the chunk. */
  readonly places: readonly number[];
  /** Time that they took, in seconds. */
  readonly seconds: number;
}

export type Failure = Extract<RunReport, { error: string }>;

/** How a chunk ended. */
export type ChunkResult =
  | ({ readonly kind: "reports" } & ChunkReport)
  /** The run at that index crashed its thread. The reports of the runs before it are lost. */
  | { readonly kind: "dead"; readonly place: number; readonly failure: Failure }
  /** Its workers died repeatedly. It is not known which run caused this. */
  | { readonly kind: "lost"; readonly failure: Failure }
  /** Not trained. Its runs have to be sent again. */
  | { readonly kind: "given up" };
