import type { Plan } from "../experiment/plan.ts";
import { pooled } from "../replicates/pool.ts";
import { mostRuns, runCount } from "../seeding/planned.ts";
import type { Checked, CheckOptions, Experiment } from "./experiment-types.ts";
import { load } from "./load.ts";

/**
 * Checks an experiment, every run of it, and trains nothing.
 * @param text the experiment: YAML as in a file
 * @returns what it comes to, with warnings; or every mistake by line and column. It does not throw for mistakes.
 */
export function check(text: string, options: CheckOptions = {}): Checked {
  const { plan, diagnostics } = load(text, options);
  return plan === undefined ? { ok: false, diagnostics } : { ok: true, experiment: describe(plan), diagnostics };
}

function describe(plan: Plan): Experiment {
  const { name, description, seeds } = plan;
  const { heads, variants, draws } = pooled(plan);
  const runs = { runs: runCount(plan), mostRuns: mostRuns(plan) };
  return { name, description, axes: heads, replicates: draws?.heads ?? [], seeds, variants, ...runs };
}
