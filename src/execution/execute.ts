import type { Plan } from "../definition/plan.ts";
import type { RunResult } from "../results/store.ts";
import { chunkSize, chunksOf, firstOfEach, type Place } from "./chunks.ts";
import { inOrder } from "./in-order.ts";
import { openPool, type Pool } from "./pool.ts";
import type { Chunk } from "./protocol.ts";

/** A run that has ended, at its place in the plan. */
export interface Finished extends Place {
  readonly result: RunResult;
}

export interface ExecuteOptions {
  /** Chunks trained at once. */
  readonly concurrency: number;
  /** Stops everything in flight; the iteration then throws the signal's reason. */
  readonly signal: AbortSignal;
  /** Called once with the number of runs to train: points that resolve to the same run count as one. */
  readonly onStart?: (runs: number) => void;
  /** Called as chunks end, in whatever order they do. */
  readonly onFinished?: (finished: readonly Finished[]) => void;
}

/**
 * Trains every run of the plan in a pool of threads and yields them all in plan order, whatever ended first. Points that
 * resolve to the same run are trained once, and yielded each.
 */
export async function* execute(plan: Plan, options: ExecuteOptions): AsyncGenerator<Finished> {
  const firsts = firstOfEach(plan);
  const unique = firsts.filter((first, variant) => first === variant).length * plan.seeds.length;
  options.onStart?.(unique);
  const size = chunkSize(unique, options.concurrency);
  const threads = Math.min(options.concurrency, Math.ceil(unique / size));
  options.signal.throwIfAborted();
  const pool = openPool(threads);
  const onAbort = () => void pool.close();
  options.signal.addEventListener("abort", onAbort);
  try {
    const train = async (places: readonly Place[]) => {
      const finished = await runChunk(plan, pool, places, options.signal);
      options.onFinished?.(finished);
      return finished;
    };
    const chunks = inOrder(chunksOf(plan, firsts, size), train, { concurrency: threads, ahead: 4 * threads });
    yield* withTwins(plan, firsts, chunks);
  } catch (error) {
    options.signal.throwIfAborted();
    throw error;
  } finally {
    options.signal.removeEventListener("abort", onAbort);
    await pool.close();
  }
}

/** Trains a chunk. If it brings its thread down, each of its runs is tried alone, so that only the guilty one fails. */
async function runChunk(plan: Plan, pool: Pool, places: readonly Place[], signal: AbortSignal): Promise<Finished[]> {
  try {
    const results = await pool.run(toChunk(plan, places));
    return places.map((place, i) => ({ ...place, result: results[i] as RunResult }));
  } catch (error) {
    signal.throwIfAborted();
    if (places.length === 1) return [{ ...(places[0] as Place), result: lost(error) }];
    const finished: Finished[] = [];
    for (const place of places) finished.push(...(await runChunk(plan, pool, [place], signal)));
    return finished;
  }
}

function toChunk(plan: Plan, places: readonly Place[]): Chunk {
  const { directory, rates, metrics, objective } = plan;
  const runs = places.map(({ variant, seed }) => ({ config: plan.variant(variant).config, seed }));
  return { directory, columns: { rates, metrics }, objective, runs };
}

/** What is known of a run that took its thread along. */
function lost(error: unknown): RunResult {
  const message = `its thread died: ${error instanceof Error ? error.message : String(error)}`;
  return {
    outcome: { status: "failed", error: message, figures: { epochs: 0, metrics: {} } },
    lines: "",
    timing: { seconds: 0, steps: 0, worker: 0 },
  };
}

/** Puts the points that were not trained themselves back in their places. */
async function* withTwins(
  plan: Plan,
  firsts: Int32Array,
  chunks: AsyncGenerator<readonly Finished[]>,
): AsyncGenerator<Finished> {
  const trained = flatten(chunks);
  const hasTwin = new Set(firsts.filter((first, variant) => first !== variant));
  for (const seed of plan.seeds) {
    const kept = new Map<number, RunResult>();
    for (let variant = 0; variant < plan.variants; variant++) {
      const first = firsts[variant] as number;
      const result = first === variant ? ((await trained.next()).value as Finished).result : kept.get(first);
      if (hasTwin.has(variant)) kept.set(variant, result as RunResult);
      yield { variant, seed, result: result as RunResult };
    }
  }
}

async function* flatten<Item>(groups: AsyncIterable<readonly Item[]>): AsyncGenerator<Item, undefined> {
  for await (const group of groups) yield* group;
  return undefined;
}
