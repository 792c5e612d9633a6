import Type from "typebox";
import { defineClosedForm } from "../contracts/define-scheduler.ts";
import { cos, pow } from "../numbers/math.ts";
import { rate } from "../schedule/base-rate.ts";
import { notBelow, tooLong } from "./families/unreached.ts";

interface WarmRestartsParams {
  readonly T_0: number;
  readonly T_mult: number;
  readonly eta_min: number;
  readonly gamma?: number;
}

function rateAt({ T_0, T_mult, eta_min, gamma = 1 }: WarmRestartsParams, base: number, t: number): number {
  let T_i = T_0;
  let cycle = T_mult === 1 ? Math.floor(t / T_0) : 0;
  let T_cur = t - cycle * T_0;
  for (; T_cur >= T_i; T_i *= T_mult) {
    T_cur -= T_i;
    cycle++;
  }
  const top = gamma === 1 ? base : base * pow(gamma, cycle);
  return eta_min + ((top - eta_min) * (1 + cos((Math.PI * T_cur) / T_i))) / 2;
}

/**
 * Lowers the rate from the base rate towards `eta_min` along half a cosine, again and again. Each cycle is `T_mult` times
 * as long as the one before.
 * torch.optim.lr_scheduler.CosineAnnealingWarmRestarts; Loshchilov and Hutter, "SGDR", 2017.
 * `gamma` is not PyTorch's.
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
    gamma: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        description: "Factor of the rate at each restart. Default: 1. PyTorch has no such parameter.",
      }),
    ),
  }),
  unreached: ({ T_0, eta_min }, start) => [
    ...notBelow("eta_min", eta_min, start),
    ...tooLong("T_0", "the first cycle", T_0, start),
  ],
  torch: ({ gamma, ...keywords }, config) =>
    gamma === undefined || config.gamma === 1
      ? { keywords }
      : { callee: "DecayingWarmRestarts", keywords: { ...keywords, gamma }, carried: [PYTHON] },
  at: rateAt,
});

const PYTHON = `class DecayingWarmRestarts(lr_scheduler.LRScheduler):
    """CosineAnnealingWarmRestarts with cycles that begin at gamma times the rate of the one before."""

    def __init__(self, optimizer, T_0, T_mult=1, eta_min=0.0, gamma=1.0):
        self.T_0, self.T_mult, self.eta_min, self.gamma = T_0, T_mult, eta_min, gamma
        super().__init__(optimizer)

    def get_lr(self):
        cycle, T_i, T_cur = 0, self.T_0, self.last_epoch
        while T_cur >= T_i:
            cycle, T_cur, T_i = cycle + 1, T_cur - T_i, T_i * self.T_mult
        share = (1 + math.cos(math.pi * T_cur / T_i)) / 2
        return [self.eta_min + (base * self.gamma**cycle - self.eta_min) * share for base in self.base_lrs]`;
