import Type from "typebox";
import { cohort, definePruner } from "../contracts/pruner.ts";
import { itemAt } from "../numbers/item-at.ts";
import { factor, halving, min_resource } from "./families/halving.ts";
import { powers, slices } from "./families/rungs.ts";

/** Successive halving in brackets. Li et al., 2018. */
export const hyperband = definePruner({
  description:
    "Runs successive halving several times, each time with a later first decision, in case early epochs mislead.",
  source: "Li et al., Hyperband, 2018; optuna.pruners.HyperbandPruner.",
  use: {
    when: "Early epochs may mislead, and you do not know for how long.",
    not: "There are fewer than about ten variants: its brackets are then too small to decide anything.",
  },
  params: Type.Object({ min_resource, reduction_factor: factor(3), cohort }),
  firstDecision: "min_resource",
  cohorts({ min_resource, reduction_factor, cohort }, variants, epochs) {
    const steps = powers(min_resource, reduction_factor, epochs);
    return slices(variants, cohort).flatMap((part) =>
      brackets(part, steps.length + 1, reduction_factor).map((members, bracket) => ({
        members,
        rungs: halving(steps.slice(bracket), reduction_factor),
      })),
    );
  },
});

/**
 * Members by bracket: the first bracket has all decisions, the next leaves out the first one, …. In the order of the plan each
 * goes where most is lacking of the brackets' shares, which are Hyperband's numbers of configurations (Li et al., 2018,
 * algorithm 1), as Optuna weighs them.
 */
function brackets(members: readonly number[], count: number, factor: number): readonly (readonly number[])[] {
  const weights = Array.from({ length: count }, (_, bracket) => {
    const s = count - 1 - bracket;
    let configurations = count;
    for (let i = 0; i < s; i++) configurations *= factor;
    return Math.ceil(configurations / (s + 1));
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const filled: number[][] = weights.map(() => []);
  for (const [place, member] of members.entries()) {
    const lacks = weights.map((weight, i) => ((place + 1) * weight) / total - itemAt(filled, i).length);
    itemAt(filled, lacks.indexOf(Math.max(...lacks))).push(member);
  }
  return filled.filter((bracket) => bracket.length > 0);
}
