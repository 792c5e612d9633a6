import type { PartConfig } from "./config.ts";
import type { OptimizerPart } from "./optimizer.ts";
import { Misfit, type PartsOf, within } from "./part.ts";
import type { TransformPart, TransformPlan } from "./transform.ts";

/** What may stand in an optimizer chain. */
export type ChainPart = OptimizerPart | TransformPart;

type GradientsPlan = Extract<TransformPlan, { kind: "gradients" }>;
type AveragePlan = Extract<TransformPlan, { kind: "average" }>;

/** A chain taken apart: transforms in order, and the optimizer's configuration. */
export interface Chain {
  /** What becomes of the gradients. */
  readonly gradients: readonly GradientsPlan[];
  readonly average: AveragePlan | undefined;
  readonly optimizer: PartConfig;
}

/**
 * Binds the transforms of a chain.
 * @throws Misfit, its parameter starting with the element's place, when an optimizer is not last, or there are two averages
 */
export function bindChain(chain: readonly PartConfig[], parts: PartsOf<ChainPart>): Chain {
  const optimizer = chain.at(-1);
  if (optimizer === undefined) throw new Error("the chain is empty");
  const gradients: GradientsPlan[] = [];
  let average: AveragePlan | undefined;
  for (const [place, config] of chain.slice(0, -1).entries()) {
    const plan = within(String(place), () => planOf(config, parts, chain));
    if (plan.kind === "gradients") gradients.push(plan);
    else if (average === undefined) average = plan;
    else throw new Misfit(String(place), "the parameters are averaged already", "leave one weight_averaging out");
  }
  return { gradients, average, optimizer };
}

function planOf(config: PartConfig, parts: PartsOf<ChainPart>, chain: readonly PartConfig[]): TransformPlan {
  const part = parts[config.type];
  if (part === undefined) throw new Error(`no transform is called ${config.type}`);
  if (part.role === "transform") return part.plan(config);
  const types = [...new Set(chain.map(({ type }) => type))].filter((type) => parts[type]?.role !== "transform");
  throw new Misfit(
    undefined,
    `${config.type} is an optimizer, and stands before the last place`,
    types.length === 1 ? "one is enough" : `to try several, write optimizer: [${types.join(", ")}] under grid`,
  );
}
