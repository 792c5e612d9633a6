import type { Shard } from "../folder/shard.ts";

/** Most runs that stand together in a chunk. */
const MOST = 64;
/** Chunks that each shard gets at least, where there are runs enough: so that all take about as long. */
const EACH = 4;

/** Whether a run of the plan is a shard's: every n-th chunk is. Chunks are cut by the plan alone, neighbours together. */
export function isOf({ index, of }: Shard, run: number, runs: number): boolean {
  const size = Math.min(MOST, Math.max(1, Math.floor(runs / (of * EACH))));
  return Math.floor(run / size) % of === index;
}
