import type { Plan } from "../definition/plan.ts";

/** A run by its place in the plan. */
export interface Place {
  readonly variant: number;
  readonly seed: number;
}

/** Never so many that a crash or an interruption costs much, nor that the last chunk keeps one thread alone for long. */
const MOST = 64;
const CHUNKS_PER_THREAD = 8;

/** Runs in a chunk, for so many runs on so many threads. It does not show in the results. */
export function chunkSize(runs: number, threads: number): number {
  return Math.min(MOST, Math.max(1, Math.ceil(runs / (threads * CHUNKS_PER_THREAD))));
}

/**
 * For each variant the first one that resolves to the same run, which may be itself: points of different names that
 * mean the same are trained once.
 */
export function firstOfEach(plan: Plan): Int32Array {
  const seed = plan.seeds[0] as number;
  const byId = new Map<string, number>();
  return Int32Array.from({ length: plan.variants }, (_, variant) => {
    const id = plan.runId(variant, seed);
    const first = byId.get(id) ?? variant;
    byId.set(id, first);
    return first;
  });
}

/** The runs to train in plan order, in groups of `size`. Seeds are the outermost loop. */
export function* chunksOf(plan: Plan, firsts: Int32Array, size: number): Generator<readonly Place[]> {
  let chunk: Place[] = [];
  for (const seed of plan.seeds) {
    for (let variant = 0; variant < plan.variants; variant++) {
      if (firsts[variant] !== variant) continue;
      chunk.push({ variant, seed });
      if (chunk.length < size) continue;
      yield chunk;
      chunk = [];
    }
  }
  if (chunk.length > 0) yield chunk;
}
