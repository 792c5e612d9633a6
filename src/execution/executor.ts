import type { ChunkResult, Work } from "./protocol.ts";

/** Trains chunks of runs: in threads of this machine, or by workers behind a queue. */
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
