import type { Outcome } from "../analysis/figures.ts";
import type { Cohort } from "../contracts/pruner.ts";
import type { Standing } from "../contracts/standing.ts";
import { knownVariants, type Plan } from "../experiment/plan.ts";
import { rememberIds } from "../folder/remember-ids.ts";
import { itemAt } from "../numbers/item-at.ts";
import { distinctVariants } from "./distinct-variants.ts";
import type { Decided, Round } from "./round.ts";
import { seedRounds } from "./seed-rounds.ts";
import type { TrainedStanding } from "./standings.ts";

/** The standing of a variant after a number of epochs. undefined: at its end. */
type StandingOf = (plan: Plan, variant: number, until: number | undefined) => TrainedStanding;

/**
 * The rounds of a sweep. Each round follows only from the results of earlier rounds, so a sweep that starts again with
 * the same results has the same rounds.
 */
export function* rounds(
  plan: Plan,
  standingOf: StandingOf,
  outcomeOf: (id: string) => Outcome,
): Generator<Round, Decided, void> {
  if (plan.adaptive === undefined) {
    yield { plan, variants: undefined, until: undefined, label: "" };
    return { plan, epochs: undefined };
  }
  const { seeding } = plan.adaptive;
  return yield* seeding === undefined ? new Rounds(standingOf).of(plan) : seedRounds(plan, seeding, outcomeOf);
}

class Rounds {
  readonly #prunedAt = new Map<number, number>();
  readonly #finished: number[] = [];
  #epochs = 0;

  constructor(private readonly standingOf: StandingOf) {}

  *of(first: Plan): Generator<Round, Decided, void> {
    const seen = new Map<string, number>();
    let batch = 0;
    let from = 0;
    for (let plan = this.#withPruned(first); ; batch++) {
      const known = knownVariants(plan);
      const fresh = distinctVariants(plan, from, known, (id, variant) => {
        const isNew = !seen.has(id);
        if (isNew) seen.set(id, variant);
        return isNew;
      });
      const batches = plan.adaptive?.grow || batch > 0 ? `batch ${batch + 1} of ${batchesOf(plan, first)}` : "";
      yield* this.#batch(plan, fresh, batches);
      const grow = plan.adaptive?.grow;
      if (grow === undefined) return { plan: this.#withDuplicates(plan, seen), epochs: this.#epochs };
      const whole = this.#withDuplicates(plan, seen);
      const standings = Array.from({ length: known }, (_, variant) =>
        this.standingOf(whole, variant, whole.adaptive?.prunedAt(variant)),
      );
      plan = this.#withPruned(rememberIds(grow(standings)));
      from = known;
    }
  }

  *#batch(plan: Plan, variants: readonly number[], label: string): Generator<Round, void, void> {
    const pruning = plan.adaptive?.pruning;
    const [any] = variants;
    if (any === undefined) return;
    const epochs = pruning === undefined ? 0 : plan.variant(any).config.training.epochs;
    const cohorts = pruning?.cohorts(variants, epochs) ?? [{ members: variants, rungs: [] }];
    for (const [i, cohort] of cohorts.entries()) {
      const own = cohorts.length > 1 ? `cohort ${i + 1} of ${cohorts.length}` : "";
      yield* this.#cohort(plan, cohort, [label, own].filter(Boolean));
    }
  }

  *#cohort(plan: Plan, { members, rungs }: Cohort, labels: readonly string[]): Generator<Round, void, void> {
    let still = members;
    for (const [i, { epochs, keep }] of rungs.entries()) {
      const label = [...labels, `rung ${i + 1} of ${rungs.length + 1}`].join(", ");
      const standings = yield* this.#round({ plan, variants: still, until: epochs, label });
      const kept = keep(
        standings,
        this.#finished.map((variant) => this.standingOf(plan, variant, epochs)),
      );
      for (const [place, variant] of still.entries()) if (!kept.includes(place)) this.#prunedAt.set(variant, epochs);
      still = kept.map((place) => itemAt(still, place));
    }
    const last = rungs.length > 0 ? [...labels, `rung ${rungs.length + 1} of ${rungs.length + 1}`] : labels;
    yield* this.#round({ plan, variants: still, until: undefined, label: last.join(", ") });
    this.#finished.push(...still);
  }

  *#round(round: Round & { variants: readonly number[] }): Generator<Round, readonly Standing[], void> {
    yield round;
    const standings = round.variants.map((variant) => this.standingOf(round.plan, variant, round.until));
    for (const { trained } of standings) this.#epochs += trained;
    return standings;
  }

  #withPruned(plan: Plan): Plan {
    const { adaptive } = plan;
    if (adaptive === undefined) return plan;
    return { ...plan, adaptive: { ...adaptive, prunedAt: (variant) => this.#prunedAt.get(variant) } };
  }

  /** Variants with the same run as an earlier variant get the same decision. */
  #withDuplicates(plan: Plan, seen: ReadonlyMap<string, number>): Plan {
    const { adaptive, seeds } = plan;
    if (adaptive?.pruning === undefined) return plan;
    const firstOf = (variant: number) => seen.get(plan.runId(variant, itemAt(seeds, 0))) ?? variant;
    return { ...plan, adaptive: { ...adaptive, prunedAt: (variant) => this.#prunedAt.get(firstOf(variant)) } };
  }
}

const batchesOf = ({ variants }: Plan, first: Plan) => Math.ceil(variants / knownVariants(first));
