import type { Shard } from "../folder/shard.ts";

/** Number of neighbouring runs that stay together. */
const MAX_RUNS_PER_CHUNK = 64;
/** Minimum number of chunks of each shard, if there are enough runs, so that all shards take about the same time. */
const MIN_CHUNKS_PER_SHARD = 4;

/** Whether a run of the plan belongs to a shard. Every n-th chunk does. Chunks of neighbouring runs follow from the plan alone. */
export function isInShard({ index, of }: Shard, run: number, runs: number): boolean {
  const size = Math.min(MAX_RUNS_PER_CHUNK, Math.max(1, Math.floor(runs / (of * MIN_CHUNKS_PER_SHARD))));
  return Math.floor(run / size) % of === index;
}
