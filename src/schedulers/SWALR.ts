import Type from "typebox";
import { defineScheduler } from "../contracts/define-scheduler.ts";
import { idle } from "../contracts/part.ts";
import { total } from "../contracts/scheduler.ts";
import { cos } from "../numbers/math.ts";
import { replacingRates } from "../schedule/base-rate.ts";

interface SwaParams {
  readonly anneal_epochs: number;
  readonly anneal_strategy: "cos" | "linear";
}

/** Share of swa_lr in the rate at tick t, from 0 to 1. */
function share({ anneal_epochs, anneal_strategy }: SwaParams, t: number): number {
  const progress = Math.max(0, Math.min(1, t / Math.max(1, anneal_epochs)));
  return anneal_strategy === "linear" ? progress : (1 - cos(Math.PI * progress)) / 2;
}

/**
 * Moves the rate from its current value to `swa_lr` and keeps it there. torch.optim.swa_utils.SWALR; Izmailov et al.,
 * "Averaging Weights Leads to Wider Optima and Better Generalization", 2018.
 */
export const SWALR = defineScheduler({
  description: "Moves the rate from its current value to swa_lr in anneal_epochs epochs and keeps it there.",
  source: "torch.optim.swa_utils.SWALR",
  use: {
    when: "As the last phase, together with weight_averaging: averaging works best at a constant rate that is not too low.",
    not: "Weights are not averaged. A decay to a low rate gives a lower loss.",
  },
  params: Type.Object({
    swa_lr: replacingRates("Final rate. A list has one for each param group."),
    anneal_epochs: total("Epochs until swa_lr is reached. 0 means at once.", { outside: 10, minimum: 0 }),
    anneal_strategy: Type.Enum(["cos", "linear"], {
      default: "cos",
      description: "Shape of the curve: half a cosine or a straight line.",
    }),
  }),
  idle: ({ anneal_epochs }) =>
    anneal_epochs < 2
      ? idle(["anneal_strategy"], `with anneal_epochs: ${anneal_epochs}`, "a longer anneal_epochs")
      : [],
  startsFrom: "last",
  keeps: ({ swa_lr }) => ({ swa_lr }),
  found: (params, { swa_lr = params.swa_lr }) => ({ ...params, swa_lr }),
  countsSteps: true,
  first: ({ swa_lr, anneal_epochs }, { from, last, isHandover }) => {
    if (anneal_epochs === 0) return swa_lr;
    return isHandover ? last : from;
  },
  next(params, { rate, t }) {
    const { swa_lr } = params;
    // PyTorch derives the starting rate from the current one at every tick.
    const before = share(params, t - 1);
    const start = before === 1 ? swa_lr : (rate - before * swa_lr) / (1 - before);
    const now = share(params, t);
    return swa_lr * now + start * (1 - now);
  },
});
