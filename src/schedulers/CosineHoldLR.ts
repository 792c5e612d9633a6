import Type from "typebox";
import { Misfit } from "../contracts/part.ts";
import { total } from "../contracts/scheduler.ts";
import { defineFormula } from "./families/define-formula.ts";

/**
 * The base rate for `hold` ticks, then half a cosine to `eta_min`, reached at tick `T_max` and kept. "Flat and anneal",
 * as fastai's Learner.fit_flat_cos; with hold = 0 it is CosineAnnealingLR up to `T_max`.
 */
export const CosineHoldLR = defineFormula({
  description: "Keeps the rate for hold epochs, then lowers it to eta_min along half a cosine, and keeps it there.",
  source: "fastai, Learner.fit_flat_cos",
  use: {
    when: "You want a high rate for most of the run and a smooth end, and may want to change where the decay begins.",
    not: "You are looking for a default: it has one parameter more to tune than CosineAnnealingLR, which decays from the start.",
  },
  params: Type.Object({
    hold: Type.Integer({ minimum: 0, description: "Epochs at the base rate before it begins to fall." }),
    T_max: total("Epochs until eta_min is reached, those of the hold among them."),
    eta_min: Type.Number({ default: 0, description: "Rate at the end." }),
  }),
  check({ hold, T_max }) {
    if (hold < T_max) return;
    throw new Misfit("hold", `a hold of ${hold} leaves nothing of T_max = ${T_max} to fall in`, "a shorter hold");
  },
  formula:
    "t >= T_max ? eta_min : t <= hold ? base : eta_min + (base - eta_min) * (1 + cos(pi * (t - hold) / (T_max - hold))) / 2",
});
