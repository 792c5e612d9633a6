import { bindChain, type Chain } from "../contracts/chain.ts";
import type { PartConfig } from "../contracts/config.ts";
import { groupParameters, type ParamGroup } from "../contracts/groups.ts";
import { builderOf, type NamedShape, type OptimizerPlan } from "../contracts/optimizer.ts";
import { Misfit } from "../contracts/part.ts";
import type { Registry } from "../contracts/registry.ts";
import { attempt, type Bound } from "./bound.ts";

/** A param group with its optimizer. */
export interface GroupPlan extends ParamGroup {
  readonly optimizer: OptimizerPlan;
}

type Optimizers = Pick<Registry, "optimizer">;

/** The transforms of a chain, and the optimizer at its end, whose options are checked without a model. */
export function bindTransforms(chain: readonly PartConfig[], { optimizer }: Optimizers): Bound<Chain> {
  try {
    const bound = bindChain(chain, optimizer);
    return attempt(chain.length - 1, () => {
      builderOf(optimizer)(bound.optimizer);
      return bound;
    });
  } catch (error) {
    if (!(error instanceof Misfit)) throw error;
    return { issues: [error.issue] };
  }
}

/** The param groups of the optimizer at the end of a chain, over a model's parameters. */
export function bindGroups(
  chain: readonly PartConfig[],
  parameters: readonly NamedShape[],
  { optimizer }: Optimizers,
): Bound<readonly GroupPlan[]> {
  const config = chain.at(-1);
  if (config === undefined) throw new Error("the chain is empty");
  const build = builderOf(optimizer);
  return attempt(chain.length - 1, () =>
    groupParameters(config, parameters, optimizer).map((group) => ({ ...group, optimizer: build(group.config) })),
  );
}
