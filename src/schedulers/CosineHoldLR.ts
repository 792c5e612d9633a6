import Type from "typebox";
import { Misfit } from "../contracts/part.ts";
import { total } from "../contracts/scheduler.ts";
import { rate } from "../schedule/base-rate.ts";
import { defineFormula } from "./families/define-formula.ts";
import { lastTick, notBelow } from "./families/unreached.ts";

/**
 * Holds the base rate for `hold` ticks, lowers it to `eta_min` along half a cosine until tick `T_max`, and keeps it there.
 * "Flat and anneal", as in fastai's Learner.fit_flat_cos. With hold = 0 it equals CosineAnnealingLR up to `T_max`.
 */
export const CosineHoldLR = defineFormula({
  description: "Holds the base rate for hold epochs, then lowers it to eta_min along half a cosine and keeps it there.",
  source: "fastai, Learner.fit_flat_cos",
  use: {
    when: "You want a high rate for most of the run, a smooth decay at its end, and control over where the decay begins.",
    not: "You want a default: it has one more parameter to tune than CosineAnnealingLR, which decays from the start.",
  },
  params: Type.Object({
    hold: Type.Integer({ minimum: 0, description: "Epochs at the base rate before it begins to fall." }),
    T_max: total("Epochs until eta_min is reached, including the hold."),
    eta_min: rate({ default: 0, description: "Rate from epoch T_max on." }),
  }),
  unreached({ hold, eta_min }, start) {
    if (hold < lastTick(start)) return notBelow("eta_min", eta_min, start);
    const { window, unit } = start;
    const message = `hold = ${hold} ${unit} are not over after ${window}: the rate never falls`;
    return [{ parameter: "hold", message, remedy: window > 2 ? `at most ${window - 2}` : `more ${unit}` }];
  },
  check({ hold, T_max }) {
    if (hold < T_max) return;
    throw new Misfit("hold", `a hold of ${hold} leaves nothing of T_max = ${T_max} to fall in`, "a shorter hold");
  },
  formula:
    "t >= T_max ? eta_min : t <= hold ? base : eta_min + (base - eta_min) * (1 + cos(pi * (t - hold) / (T_max - hold))) / 2",
});
