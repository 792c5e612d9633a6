import Type from "typebox";
import { defineSearch, searching } from "../contracts/search.ts";
import { stream } from "../random/rng.ts";
import { drawn } from "./families/drawn.ts";
import { propose } from "./families/propose.ts";

/** Tree-structured Parzen estimators: points where good trials are dense and bad ones are not. */
export const tpe = defineSearch({
  description: "Learns from the results of earlier batches where good points lie (tree-structured Parzen estimators).",
  source: "Bergstra et al., Algorithms for Hyper-Parameter Optimization, 2011; optuna.samplers.TPESampler.",
  use: {
    when: "Training is expensive, and the best point is all you want.",
    not: "You want to compare regions of the space fairly: its points crowd where results were good.",
  },
  aliases: ["bayes", "bayesian", "optuna"],
  params: Type.Object({
    ...searching,
    batch: Type.Integer({
      minimum: 1,
      default: 8,
      description:
        "Points chosen at once, from the results of all earlier batches. The number of threads does not matter.",
    }),
    n_startup_trials: Type.Integer({
      minimum: 1,
      default: 10,
      description: "Points drawn at random before it learns.",
    }),
    n_ei_candidates: Type.Integer({
      minimum: 1,
      default: 24,
      description: "Candidates drawn for each point; the most promising one is tried.",
    }),
  }),
  batch: ({ batch }) => batch,
  choose({ seed, n_startup_trials, n_ei_candidates }, axes, trial, history) {
    if (history.ranking.length < n_startup_trials) return drawn(axes, seed, trial);
    const distributions = axes.map(({ distribution }) => distribution);
    return propose(distributions, history, n_ei_candidates, stream(seed, "tpe", trial));
  },
});
