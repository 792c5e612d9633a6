import Type from "typebox";
import { defineClosedForm } from "../contracts/define-scheduler.ts";
import { cos } from "../numbers/math.ts";
import { rate } from "../schedule/base-rate.ts";

interface WarmRestartsParams {
  readonly T_0: number;
  readonly T_mult: number;
  readonly eta_min: number;
}

function rateAt({ T_0, T_mult, eta_min }: WarmRestartsParams, base: number, t: number): number {
  let T_i = T_0;
  let T_cur = T_mult === 1 ? t % T_0 : t;
  for (; T_cur >= T_i; T_i *= T_mult) T_cur -= T_i;
  return eta_min + ((base - eta_min) * (1 + cos((Math.PI * T_cur) / T_i))) / 2;
}

/**
 * Lowers the rate from the base rate towards `eta_min` along half a cosine, again and again. Each cycle is `T_mult` times
 * as long as the one before.
 * torch.optim.lr_scheduler.CosineAnnealingWarmRestarts; Loshchilov and Hutter, "SGDR", 2017.
 */
export const CosineAnnealingWarmRestarts = defineClosedForm({
  description: "Lowers the rate towards eta_min along half a cosine, then starts again from the base rate.",
  source: "torch.optim.lr_scheduler.CosineAnnealingWarmRestarts",
  use: {
    when: "You want several good models from one run, one at the end of each cycle, or a run that you can stop after any cycle.",
    not: "You use only the last model: each restart loses progress, and a run that ends within a cycle ends at a high rate. CosineAnnealingLR ends at a low one.",
  },
  params: Type.Object({
    T_0: Type.Integer({ minimum: 1, description: "Length of the first cycle in epochs." }),
    T_mult: Type.Integer({
      minimum: 1,
      default: 1,
      description: "Factor by which each cycle is longer than the one before.",
    }),
    eta_min: rate({
      default: 0,
      description: "Rate that each cycle approaches. It restarts at the epoch that would reach it.",
    }),
  }),
  at: rateAt,
});
