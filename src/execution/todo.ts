import type { Plan } from "../definition/plan.ts";
import { shuffleInPlace, stream } from "../definition/rng.ts";
import type { Journal } from "../results/journal/journal.ts";
import { RunTable } from "../results/journal/run-table.ts";
import type { Shard } from "../results/shard.ts";
import { isOf } from "./shards.ts";

/** A run that was in training when a process died, by its number in the plan. */
export interface Doubtful {
  readonly run: number;
  readonly deathsAlone: number;
}

/** What of a plan is to be trained. Runs are numbered as in Plan. */
export interface Todo {
  /** Runs of the plan, those that resolve to the same run counted once. */
  readonly total: number;
  /** Further runs, which resolve to one of these. */
  readonly same: number;
  /** Of the total, how many the journal has. */
  readonly kept: number;
  /** Those to train, in the order in which to try. */
  readonly runs: Int32Array;
  /** Those to train one at a time, before the others. */
  readonly doubtful: readonly Doubtful[];
}

/** The variant and seed of a plan's n-th run. */
export function placeOf({ variants, seeds }: Plan, run: number): { variant: number; seed: number } {
  return { variant: run % variants, seed: seeds[Math.floor(run / variants)] as number };
}

export function idOf(plan: Plan, run: number): string {
  const { variant, seed } = placeOf(plan, run);
  return plan.runId(variant, seed);
}

/** What the journal lacks, and what failed. @param shard only its runs, and these alone are counted */
export function findTodo(plan: Plan, journal: Journal, shard?: Shard): Todo {
  const suspects = new Map(journal.suspects.map(({ id, deathsAlone }) => [id, deathsAlone]));
  const isTwin = twinsOf(plan);
  const runs = new Int32Array(plan.variants * plan.seeds.length);
  const doubtful: Doubtful[] = [];
  let [total, same, kept, left] = [0, 0, 0, 0];
  for (let run = 0; run < runs.length; run++) {
    if (shard && !isOf(shard, run, runs.length)) continue;
    if (isTwin[run % plan.variants]) {
      same++;
      continue;
    }
    total++;
    const id = idOf(plan, run);
    const status = journal.statusOf(id);
    const deathsAlone = suspects.get(id);
    if (status === "ok" || status === "diverged") kept++;
    else if (deathsAlone === undefined) runs[left++] = run;
    else doubtful.push({ run, deathsAlone });
  }
  return { total, same, kept, runs: arranged(runs.subarray(0, left), plan), doubtful };
}

/** By variant, 1 where an earlier one resolves to the same run, which it then does at every seed. */
function twinsOf(plan: Plan): Uint8Array {
  const seen = new RunTable();
  return Uint8Array.from({ length: plan.variants }, (_, variant) => {
    const id = plan.runId(variant, plan.seeds[0] as number);
    if (seen.has(id)) return 1;
    seen.add(id);
    return 0;
  });
}

function arranged(runs: Int32Array, { policy }: Plan): Int32Array {
  if (policy.order === "grid") return runs;
  const order = new Int32Array(runs.length);
  shuffleInPlace(order, stream(0, "runs"));
  return order.map((place) => runs[place] as number);
}
