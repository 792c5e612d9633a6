import type { ChunkResult, Work } from "./protocol.ts";

/** Whatever trains chunks of runs: threads of this machine, or workers behind a queue. */
export interface Executor {
  /** How many chunks to send at once, so that no thread or worker waits for the next one. It may change. */
  readonly slots: number;
  /** Whether runs are trained in other processes, and cannot crash this one. */
  readonly isApart: boolean;
  /** Chunks that an earlier process sent. */
  readonly inherited: readonly InheritedChunk[];
  /**
   * Never queues beyond its slots by itself; whoever sends chunks bounds them. Rejects when no chunk can be trained anymore.
   * @param recall gives up the chunk, unless its training has begun
   */
  train(work: Work, ids: readonly string[], recall?: AbortSignal): Promise<ChunkResult>;
  /** Ends what is in training at once: it is given up. */
  close(): Promise<void>;
}

/** A chunk that an earlier process sent, which is in training or trained by now. */
export interface InheritedChunk {
  /** Of its runs. */
  readonly ids: readonly string[];
  /** See Work. */
  readonly until: number | undefined;
  readonly result: Promise<ChunkResult>;
}
