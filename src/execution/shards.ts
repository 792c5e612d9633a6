import type { Shard } from "../folder/shard.ts";

/** Neighbouring runs that stay together. */
const MAX_RUNS_PER_CHUNK = 64;
/** Each shard gets at least so many chunks, where there are enough runs, so that all take about as long. */
const MIN_CHUNKS_PER_SHARD = 4;

/** Whether a run of the plan is a shard's: every n-th chunk is. Chunks are cut by the plan alone, neighbours together. */
export function isInShard({ index, of }: Shard, run: number, runs: number): boolean {
  const size = Math.min(MAX_RUNS_PER_CHUNK, Math.max(1, Math.floor(runs / (of * MIN_CHUNKS_PER_SHARD))));
  return Math.floor(run / size) % of === index;
}
