import type { RunConfig } from "../definition/config.ts";
import type { Objective } from "../definition/plan.ts";
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
  /** Metric columns, in order. */
  readonly metrics: readonly string[];
  readonly objective: Objective;
  readonly runs: readonly RunOrder[];
}

/** What a worker sends back: one per run, in order. */
export type ChunkReport = readonly RunResult[];
