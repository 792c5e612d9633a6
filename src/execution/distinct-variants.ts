import type { Plan } from "../contracts/plan.ts";

/**
 * The variants in [from, to) that resolve to a run of their own. Two that resolve to the same run do so at every seed.
 * @param isNew told the run's id at the first seed, and the variant; false if an earlier variant has the id
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
