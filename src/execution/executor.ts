import type { ChunkResult, Work } from "./protocol.ts";

/** Trains chunks of runs: in threads of this machine, by workers behind a queue, or by programs. */
export interface Executor {
  /** Number of chunks to send at once so that no thread or worker has to wait. It may change. */
  readonly slots: number;
  /** Whether runs are trained in other processes and cannot crash this one. */
  readonly isApart: boolean;
  /** Chunks that an earlier process sent. */
  readonly inherited: readonly InheritedChunk[];
  /**
   * Trains a chunk. The caller limits chunks to the number of slots. Rejects if no chunk can be trained any more.
   * @param recall takes the chunk back, unless its training has begun
   */
  train(work: Work, recall?: AbortSignal): Promise<ChunkResult>;
  /** Most runs of a chunk. Default: as many as are quick to train. */
  readonly mostRuns?: number | undefined;
  /** How long runs in training may continue after an interruption. Default: a few seconds. */
  readonly graceMs?: number;
  /** Called at an interruption, before the grace: runs in training may save what they have. */
  interrupt?(): void;
  /** Stops at once. Chunks in training are given up. */
  close(): Promise<void>;
}

/** A chunk sent by an earlier process. It is in training, or trained. */
export interface InheritedChunk {
  /** Ids of its runs. */
  readonly ids: readonly string[];
  /** See ChunkOrder. */
  readonly until: number | undefined;
  readonly result: Promise<ChunkResult>;
}
