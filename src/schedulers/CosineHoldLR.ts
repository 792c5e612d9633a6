import Type from "typebox";
import { defineClosedForm } from "../contracts/define-scheduler.ts";
import { Misfit } from "../contracts/part.ts";
import { total } from "../contracts/scheduler.ts";
import { allKeywords } from "../contracts/torch.ts";
import { cos } from "../numbers/math.ts";

/**
 * The base rate for `hold` ticks, then half a cosine to `eta_min`, reached at tick `T_max` and kept. "Flat and anneal",
 * as fastai's Learner.fit_flat_cos; with hold = 0 it is CosineAnnealingLR up to `T_max`.
 */
export const CosineHoldLR = defineClosedForm({
  description: "Keeps the rate for hold epochs, then lowers it to eta_min along half a cosine, and keeps it there.",
  source: "fastai, Learner.fit_flat_cos",
  params: Type.Object({
    hold: Type.Integer({ minimum: 0, description: "Epochs at the base rate before it begins to fall." }),
    T_max: total("Epochs until eta_min is reached, those of the hold among them."),
    eta_min: Type.Number({ default: 0, description: "Rate at the end." }),
  }),
  torch: (_, config) => ({ callee: "CosineHoldLR", keywords: allKeywords(config), carried: [PYTHON] }),
  check({ hold, T_max }) {
    if (hold < T_max) return;
    throw new Misfit("hold", `a hold of ${hold} leaves nothing of T_max = ${T_max} to fall in`, "a shorter hold");
  },
  at({ hold, T_max, eta_min }, base, t) {
    if (t >= T_max) return eta_min;
    if (t <= hold) return base;
    return eta_min + ((base - eta_min) * (1 + cos((Math.PI * (t - hold)) / (T_max - hold)))) / 2;
  },
});

const PYTHON = `class CosineHoldLR(lr_scheduler.LRScheduler):
    """The base rate for hold ticks, then half a cosine to eta_min at tick T_max, which is kept."""

    def __init__(self, optimizer, hold, T_max, eta_min):
        self.hold, self.T_max, self.eta_min = hold, T_max, eta_min
        super().__init__(optimizer)

    def get_lr(self):
        share = min(max(self.last_epoch - self.hold, 0) / (self.T_max - self.hold), 1)
        return [self.eta_min + (base - self.eta_min) * (1 + math.cos(math.pi * share)) / 2 for base in self.base_lrs]`;
