import { InputError } from "../command-line/input-error.ts";
import type { Training } from "../contracts/config.ts";
import { isOwn, knownVariants, type Plan } from "../contracts/plan.ts";
import { executorFor } from "../engine/executors.ts";

/**
 * What computes a plan's runs on this machine, for people: "AVX-512".
 * @throws ProcessorUnfit before anything is trained
 */
export function enginesOf(plan: Plan): string {
  if (!isOwn(plan))
    throw new InputError(`${plan.name}: this version checks experiments with a program, and does not run them yet`);
  const asked = new Set<Training["engine"]>();
  for (let index = 0; index < knownVariants(plan); index++) asked.add(plan.variant(index).config.training.engine);
  return [...new Set([...asked].map((engine) => executorFor(engine).name))].join(", ");
}
