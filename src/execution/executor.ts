import type { Answer, Work } from "./protocol.ts";

/** Whatever trains chunks of runs: threads of this machine, or workers behind a queue. */
export interface Executor {
  /** How many chunks to have in its hands, so that none of those who train waits for the next. It may change. */
  readonly slots: number;
  /** Whether runs are trained in other processes, and cannot take this one along. */
  readonly isApart: boolean;
  /** Chunks that an earlier sweep left in its hands, each with what it was of. */
  readonly left: readonly Left[];
  /**
   * Never queues beyond its slots by itself; whoever sends chunks bounds them. Rejects when no chunk can be trained any more.
   * @param recall gives up the chunk, unless its training has begun
   */
  train(work: Work, ids: readonly string[], recall?: AbortSignal): Promise<Answer>;
  /** Ends what is in training at once: it is given up. */
  close(): Promise<void>;
}

/** A chunk that is in training, or was trained, since before this process. */
export interface Left {
  /** Of its runs. */
  readonly ids: readonly string[];
  /** See Work. */
  readonly until: number | undefined;
  readonly answer: Promise<Answer>;
}
