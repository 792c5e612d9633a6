import { assert } from "chai";
import type { Outcome } from "../../src/analysis/figures.ts";
import { Outcomes } from "../../src/analysis/outcomes.ts";
import { summarize } from "../../src/analysis/summary.ts";
import type { Summary } from "../../src/analysis/variant-summary.ts";
import { rounds } from "../../src/execution/rounds.ts";
import { type Plan, placeOf } from "../../src/experiment/plan.ts";
import { runNumbers } from "../../src/seeding/planned.ts";
import { resultOf } from "../results/fixtures.ts";

/** The loss that a run ends with. */
export type LossOf = (variant: number, seed: number) => number | "diverged" | "failed";

/** What is trained when: the numbers of each round's runs. */
export interface Course {
  readonly labels: readonly string[];
  /** By round: each run as [variant, seed]. */
  readonly trained: readonly (readonly (readonly [variant: number, seed: number])[])[];
  readonly plan: Plan;
  readonly outcomes: Outcomes;
  readonly summary: Summary;
}

/** Goes through the rounds of a plan whose runs end as `lossOf` says. Throws if a decision asks for what was not trained. */
export function courseOf(first: Plan, lossOf: LossOf): Course {
  const ended = new Map<string, Outcome>();
  const outcomeOf = (id: string): Outcome => {
    const found = ended.get(id);
    if (found === undefined) throw new Error(`${id} was not trained`);
    return found;
  };
  const all = rounds(first, () => assert.fail("no standing is needed"), outcomeOf);
  const labels: string[] = [];
  const trained: [number, number][][] = [];
  for (let next = all.next(); ; next = all.next()) {
    if (next.done) {
      const { plan } = next.value;
      const outcomes = new Outcomes(plan);
      for (const run of runNumbers(plan)) {
        const { variant, seed } = placeOf(plan, run);
        outcomes.push(outcomeOf(plan.runId(variant, seed)));
      }
      return { labels, trained, plan, outcomes, summary: summarize(plan, outcomes) };
    }
    const { plan, variants = [...Array(first.variants).keys()], from = 0, label } = next.value;
    labels.push(label);
    const runs: [number, number][] = [];
    for (const seed of plan.seeds.slice(from))
      for (const variant of variants) {
        const loss = lossOf(variant, seed);
        const { outcome } = typeof loss === "number" ? resultOf(plan, [loss]) : resultOf(plan, [Number.NaN], loss);
        ended.set(plan.runId(variant, seed), outcome);
        runs.push([variant, seed]);
      }
    trained.push(runs);
  }
}
