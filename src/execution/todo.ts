import { type Plan, placeOf } from "../experiment/plan.ts";
import type { Shard } from "../folder/shard.ts";
import type { Journal } from "../journal/journal.ts";
import { RunTable } from "../journal/run-table.ts";
import { itemAt } from "../numbers/item-at.ts";
import { shuffleInPlace, stream } from "../random/rng.ts";
import { runCount } from "../seeding/planned.ts";
import { distinctVariants } from "./distinct-variants.ts";
import type { Round } from "./round.ts";
import { isInShard } from "./shards.ts";

/** A run that was in training when a process died, by its number in the plan. */
export interface SuspectRun {
  readonly run: number;
  readonly deathsAlone: number;
}

/** The runs of a plan that have to be trained, by their numbers in the plan. */
export interface Todo {
  /** Label of the round; "" if there is only one. */
  readonly label: string;
  /** Number of runs of the plan, counting equal ones once. */
  readonly total: number;
  /** Number of further runs that equal one of these. */
  readonly same: number;
  /** How many of the total the journal has. */
  readonly kept: number;
  /** Runs to train, in this order. */
  readonly runs: Int32Array;
  /** Runs to train one at a time, before the others. */
  readonly suspects: readonly SuspectRun[];
}

export function idOf(plan: Plan, run: number): string {
  const { variant, seed } = placeOf(plan, run);
  return plan.runId(variant, seed);
}

/** The runs of a round that the journal lacks or that failed. @param shard limits and counts only its runs */
export function findTodo({ plan, variants, from = 0, until, label }: Round, journal: Journal, shard?: Shard): Todo {
  const deathsOf = new Map(journal.suspects.map(({ id, deathsAlone }) => [id, deathsAlone]));
  const wanted = Int32Array.from(variants ?? allDistinct(plan));
  const runs = new Int32Array(wanted.length * (plan.seeds.length - from));
  const suspects: SuspectRun[] = [];
  const all = runCount(plan);
  const isOurs = (run: number) => shard === undefined || isInShard(shard, run, all);
  let [total, kept, left] = [0, 0, 0];
  for (let place = from; place < plan.seeds.length; place++)
    for (const variant of wanted) {
      const run = place * plan.variants + variant;
      if (!isOurs(run)) continue;
      total++;
      const id = idOf(plan, run);
      const deathsAlone = deathsOf.get(id);
      if (isThere(journal, id, until)) kept++;
      else if (deathsAlone === undefined) runs[left++] = run;
      else suspects.push({ run, deathsAlone });
    }
  let ours = 0;
  for (let run = 0; run < all && variants === undefined; run++) if (isOurs(run)) ours++;
  const same = variants === undefined ? ours - total : 0;
  return { label, total, same, kept, runs: arranged(runs.subarray(0, left), plan), suspects };
}

/** Whether a run finished, or was trained as far as the round needs. */
function isThere(journal: Journal, id: string, until: number | undefined): boolean {
  const status = journal.statusOf(id);
  if (status === "pruned") return until !== undefined && journal.read(id).outcome.figures.epochs >= until;
  return status === "ok" || status === "diverged";
}

function allDistinct(plan: Plan): readonly number[] {
  // For a million variants, a Set would take several times the memory.
  const seen = new RunTable();
  return distinctVariants(plan, 0, plan.variants, (id) => {
    if (seen.has(id)) return false;
    seen.add(id);
    return true;
  });
}

function arranged(runs: Int32Array, { policy }: Plan): Int32Array {
  if (policy.order === "grid") return runs;
  const order = new Int32Array(runs.length);
  shuffleInPlace(order, stream(0, "runs"));
  return order.map((place) => itemAt(runs, place));
}
