import type { Outcome } from "../analysis/figures.ts";
import { Outcomes } from "../analysis/outcomes.ts";
import { chosenPoints } from "../decisions/chosen.ts";
import { openVariants } from "../decisions/open.ts";
import { type Plan, placeOf } from "../experiment/plan.ts";
import { rememberIds } from "../folder/remember-ids.ts";
import { counted } from "../numbers/counted.ts";
import { itemAt } from "../numbers/item-at.ts";
import { runNumbers } from "../seeding/planned.ts";
import type { Seeding } from "../seeding/seeding.ts";
import type { Decided, Round } from "./round.ts";

/** How a run ended, by its identity. */
type OutcomeOf = (id: string) => Outcome;

/** The rounds of a sweep in which results decide who is trained at which seeds. */
export function* seedRounds(first: Plan, seeding: Seeding, outcomeOf: OutcomeOf): Generator<Round, Decided, void> {
  const { fresh, looks } = seeding;
  const labelOf = (seeds: number) => (looks.length > 1 ? `${seeds} of at most ${looks.at(-1)} seeds` : "to choose");
  yield { plan: first, variants: undefined, until: undefined, label: labelOf(seeding.own) };
  const plan = yield* moreSeeds(first, seeding, labelOf, outcomeOf);
  const now = plan.adaptive?.seeding ?? seeding;
  if (fresh.length === 0) return { plan, epochs: undefined };
  const chosen = chosenPoints(plan, outcomesOf(plan, outcomeOf));
  const whole = withSeeds(plan, [...plan.seeds, ...fresh], { ...now, isChosen: (variant) => chosen.has(variant) });
  const label = `to confirm, with ${counted(fresh.length, "fresh seed")}`;
  yield { plan: whole, variants: distinct(whole, chosen), from: now.own, until: undefined, label };
  return { plan: whole, epochs: undefined };
}

/** Rounds until all comparisons have an answer, or all seeds. Returns the plan with the seeds that were needed. */
function* moreSeeds(
  first: Plan,
  seeding: Seeding,
  labelOf: (seeds: number) => string,
  outcomeOf: OutcomeOf,
): Generator<Round, Plan, void> {
  let plan = first;
  let given = new Uint32Array(plan.variants).fill(seeding.own);
  for (const look of seeding.looks.slice(1)) {
    const open = openVariants(plan, outcomesOf(plan, outcomeOf));
    if (open.size === 0) break;
    const from = plan.seeds.length;
    const now = given.map((seeds, variant) => (open.has(variant) ? look : seeds));
    given = now;
    const seedsOf = (variant: number) => itemAt(now, variant);
    plan = withSeeds(first, seeding.pool.slice(0, look), { ...seeding, own: look, seedsOf });
    yield { plan, variants: distinct(plan, open), from, until: undefined, label: labelOf(look) };
  }
  return plan;
}

function outcomesOf(plan: Plan, outcomeOf: OutcomeOf): Outcomes {
  const outcomes = new Outcomes(plan);
  for (const run of runNumbers(plan)) {
    const { variant, seed } = placeOf(plan, run);
    outcomes.push(outcomeOf(plan.runId(variant, seed)));
  }
  return outcomes;
}

function withSeeds(plan: Plan, seeds: readonly number[], seeding: Seeding): Plan {
  const { adaptive } = plan;
  return adaptive === undefined ? plan : rememberIds({ ...plan, seeds, adaptive: { ...adaptive, seeding } });
}

/** Those with runs of their own, ascending. */
function distinct(plan: Plan, variants: ReadonlySet<number>): readonly number[] {
  const [seed = 0] = plan.seeds;
  const seen = new Set<string>();
  return [...variants]
    .sort((a, b) => a - b)
    .filter((variant) => {
      const id = plan.runId(variant, seed);
      return !seen.has(id) && seen.add(id);
    });
}
