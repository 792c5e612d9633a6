import Type from "typebox";
import { defineScheduler } from "../contracts/define-scheduler.ts";
import { checkCovers, rateFunction, torchFunctions, valueAt } from "./families/rate-function.ts";

/** Multiplies the current rate by a function of the tick. torch.optim.lr_scheduler.MultiplicativeLR. */
export const MultiplicativeLR = defineScheduler({
  description: "Multiplies the current rate by a function of the epoch.",
  source: "torch.optim.lr_scheduler.MultiplicativeLR",
  use: {
    when: "You have a formula for the factor from one epoch to the next, and the rate should continue from its current value.",
    not: "You have a formula for the factor of the base rate: here, factors accumulate. LambdaLR does not accumulate them.",
  },
  params: Type.Object({
    lr_lambda: rateFunction(
      "Factor of the current rate. The one at epoch 0 is used only when it takes over from another scheduler.",
    ),
  }),
  torch: (_, { lr_lambda }, { isHandover = false }) => {
    const own = torchFunctions(lr_lambda);
    return isHandover ? { ...own, callee: "MultiplicativeFromHere", carried: [...own.carried, PYTHON] } : own;
  },
  startsFrom: "last",
  check: ({ lr_lambda }, window) => checkCovers(lr_lambda, window, "lr_lambda"),
  // It has no closed form, so PyTorch continues from the rate it finds.
  first: ({ lr_lambda }, { from, last, isHandover }) => (isHandover ? last * valueAt(lr_lambda, 0) : from),
  next: ({ lr_lambda }, { rate, t }) => rate * valueAt(lr_lambda, t),
});

const PYTHON = `class MultiplicativeFromHere(lr_scheduler.MultiplicativeLR):
    """After another scheduler, the factor at tick 0 counts, too."""

    def __init__(self, optimizer, lr_lambda):
        super().__init__(optimizer, lr_lambda)
        for group, factor in zip(optimizer.param_groups, self.lr_lambdas):
            group["lr"] *= factor(0)`;
