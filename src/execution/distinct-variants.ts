import type { Plan } from "../experiment/plan.ts";

/**
 * The variants in [from, to) with runs of their own. Two variants with the same run have the same runs at every seed.
 * @param isNew gets the run's id at the first seed and the variant; returns false if an earlier variant has this id
 */
export function distinctVariants(
  plan: Plan,
  from: number,
  to: number,
  isNew: (id: string, variant: number) => boolean,
): readonly number[] {
  const [seed] = plan.seeds;
  const distinct: number[] = [];
  for (let variant = from; variant < to && seed !== undefined; variant++)
    if (isNew(plan.runId(variant, seed), variant)) distinct.push(variant);
  return distinct;
}
