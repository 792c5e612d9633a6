import type { Training } from "../contracts/config.ts";
import { executorFor } from "../engine/executors.ts";
import { knownVariants, type OwnPlan } from "../experiment/plan.ts";

/**
 * What computes a plan's runs on this machine, for people: "AVX-512".
 * @throws ProcessorUnfit before anything is trained
 */
export function enginesOf(plan: OwnPlan): string {
  const asked = new Set<Training["engine"]>();
  for (let index = 0; index < knownVariants(plan); index++) asked.add(plan.variant(index).config.training.engine);
  return [...new Set([...asked].map((engine) => executorFor(engine).name))].join(", ");
}
