import type { RunConfig } from "../definition/config.ts";
import type { Objective } from "../definition/plan.ts";
import type { EpochColumns } from "../results/csv.ts";
import type { RunResult } from "../results/store.ts";

/** A run as a worker needs it. */
export interface RunOrder {
  readonly config: RunConfig;
  readonly seed: number;
}

/** What the main thread sends to a worker: runs that follow each other in the plan, and what their rows are made of. */
export interface Chunk {
  /** Folder that paths in the experiment are relative to. */
  readonly directory: string;
  readonly columns: EpochColumns;
  readonly objective: Objective;
  readonly runs: readonly RunOrder[];
}

/** What a worker sends back: one per run, in order. */
export type ChunkReport = readonly RunResult[];
