import Type from "typebox";
import { defineClosedForm } from "../contracts/define-scheduler.ts";
import { checkCovers, rateFunction, torchFunctions, valueAt } from "./families/rate-function.ts";

/** Sets the rate to the base rate times a function of the tick. torch.optim.lr_scheduler.LambdaLR. */
export const LambdaLR = defineClosedForm({
  description: "Sets the rate to the base rate times a function of the epoch.",
  source: "torch.optim.lr_scheduler.LambdaLR",
  use: {
    when: "You have a formula of the epoch that no other scheduler offers, or a list of factors.",
    not: "It follows others in a ChainedScheduler: it computes the rate from the base rate and discards their changes. MultiplicativeLR multiplies the current rate.",
  },
  params: Type.Object({ lr_lambda: rateFunction("Factor of the base rate.") }),
  torch: (_, { lr_lambda }) => torchFunctions(lr_lambda),
  check: ({ lr_lambda }, window) => checkCovers(lr_lambda, window, "lr_lambda"),
  at: ({ lr_lambda }, base, t) => base * valueAt(lr_lambda, t),
});
