import Type from "typebox";
import { defineScheduler } from "../contracts/define-scheduler.ts";
import { total } from "../contracts/scheduler.ts";
import { cos } from "../numbers/math.ts";
import { rate } from "../schedule/base-rate.ts";
import { notBelow } from "./families/unreached.ts";

/**
 * Lowers the rate from the base rate to `eta_min` along half a cosine in `T_max` ticks, then raises it again, and so on.
 * torch.optim.lr_scheduler.CosineAnnealingLR; Loshchilov and Hutter, "SGDR", 2017, without the restarts.
 */
export const CosineAnnealingLR = defineScheduler({
  description:
    "Lowers the rate to eta_min along half a cosine in T_max epochs. After T_max it rises again, as in PyTorch.",
  source: "torch.optim.lr_scheduler.CosineAnnealingLR",
  use: {
    when: "As a first choice for runs of a known length. T_max defaults to the length of the run or phase.",
    not: "T_max is shorter than the run and the rate should stay low: it rises to the base rate again. CosineHoldLR stays at eta_min.",
  },
  params: Type.Object({
    T_max: total("Epochs until eta_min is reached."),
    eta_min: rate({ default: 0, description: "Lowest rate." }),
  }),
  unreached: ({ eta_min }, start) => notBelow("eta_min", eta_min, start),
  warn({ T_max }, { window, unit }) {
    // No step uses the rate of tick `window`.
    if (T_max >= window - 1) return [];
    const message = `the rate climbs back after T_max = ${T_max} of ${window} ${unit}`;
    const remedy = `T_max: ${window}, or CosineAnnealingWarmRestarts if it is to start over`;
    return [{ parameter: "T_max", message, remedy }];
  },
  next({ T_max, eta_min }, { rate, base, t }) {
    // The tick before was a minimum, where the ratio below would be 0/0.
    if ((t - 1 - T_max) % (2 * T_max) === 0) return rate + ((base - eta_min) * (1 - cos(Math.PI / T_max))) / 2;
    const ratio = (1 + cos((Math.PI * t) / T_max)) / (1 + cos((Math.PI * (t - 1)) / T_max));
    return ratio * (rate - eta_min) + eta_min;
  },
});
