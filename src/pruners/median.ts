import Type from "typebox";
import { definePruner, type Rung } from "../contracts/pruner.ts";
import { compareStandings, hasFailed } from "../contracts/standing.ts";
import { itemAt } from "../numbers/item-at.ts";
import { every, powers, slices } from "./families/rungs.ts";

/** The median rule. Golovin et al., 2017. */
export const median = definePruner({
  description:
    "Ends a variant that is worse than the median, at the same epoch, of the variants of earlier cohorts that finished.",
  source: "Golovin et al., Google Vizier, 2017; optuna.pruners.MedianPruner.",
  use: {
    when: "You want to end only what is clearly bad, and earlier cohorts have finished.",
    not: "Every variant should be judged by the same standard: those of the first cohort are never ended.",
  },
  params: Type.Object({
    n_startup_trials: Type.Integer({
      minimum: 1,
      default: 5,
      description: "Variants that must have finished before any is judged.",
    }),
    n_warmup_steps: Type.Integer({ minimum: 1, default: 1, description: "Epochs before the first decision." }),
    interval_steps: Type.Optional(
      Type.Integer({
        minimum: 1,
        description:
          "Epochs between decisions. Default: each decision is at twice the epoch of the one before, since a variant that goes on is trained from its start again.",
      }),
    ),
    cohort: Type.Integer({
      minimum: 2,
      default: 8,
      description: "Variants, in the order of the plan, that are trained side by side.",
    }),
  }),
  firstDecision: "n_warmup_steps",
  cohorts({ n_warmup_steps, interval_steps, n_startup_trials, cohort }, variants, epochs) {
    const steps =
      interval_steps === undefined ? powers(n_warmup_steps, 2, epochs) : every(n_warmup_steps, interval_steps, epochs);
    const rungs = steps.map((at) => ({ epochs: at, keep: notBelowMedian(n_startup_trials) }));
    return slices(variants, cohort).map((members) => ({ members, rungs }));
  },
});

/** All go on that are no worse than the median of those that finished, once these are enough. */
const notBelowMedian =
  (enough: number): Rung["keep"] =>
  (standings, finished) => {
    const known = finished.filter((standing) => !hasFailed(standing)).sort(compareStandings);
    const middle = known[Math.floor((known.length - 1) / 2)];
    const all = standings.map((_, place) => place);
    if (known.length < enough || middle === undefined) return all;
    return all.filter((place) => compareStandings(itemAt(standings, place), middle) <= 0);
  };
