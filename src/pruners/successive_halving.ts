import Type from "typebox";
import { cohort, definePruner } from "../contracts/pruner.ts";
import { factor, halving, min_resource } from "./families/halving.ts";
import { powers, slices } from "./families/rungs.ts";

/** Synchronous successive halving. Jamieson and Talwalkar, 2016. */
export const successive_halving = definePruner({
  description: "Trains all variants for a few epochs, the best of them for some more, and so on.",
  source:
    "Jamieson and Talwalkar, Non-stochastic Best Arm Identification, 2016; optuna.pruners.SuccessiveHalvingPruner.",
  use: {
    when: "Early epochs tell well enough how a run will end, and there are many variants.",
    not: "You compare schedules that begin with a warm-up or end with a decay: they look bad early. Set min_resource beyond that, or use hyperband.",
  },
  aliases: ["sha", "asha", "halving"],
  params: Type.Object({
    min_resource,
    reduction_factor: factor(4),
    min_early_stopping_rate: Type.Integer({
      minimum: 0,
      default: 0,
      description: "How many of the first decisions to leave out.",
    }),
    cohort,
  }),
  firstDecision: "min_resource",
  cohorts({ min_resource, reduction_factor, min_early_stopping_rate, cohort }, variants, epochs) {
    const steps = powers(min_resource, reduction_factor, epochs).slice(min_early_stopping_rate);
    const rungs = halving(steps, reduction_factor);
    return slices(variants, cohort).map((members) => ({ members, rungs }));
  },
});
