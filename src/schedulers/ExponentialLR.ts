import Type from "typebox";
import { defineScheduler } from "../contracts/define-scheduler.ts";

/** Multiplies the rate by `gamma` at every tick. torch.optim.lr_scheduler.ExponentialLR. */
export const ExponentialLR = defineScheduler({
  description: "Multiplies the rate by gamma every epoch.",
  source: "torch.optim.lr_scheduler.ExponentialLR",
  params: Type.Object({
    gamma: Type.Number({ description: "Factor of each epoch." }),
  }),
  next: ({ gamma }, { rate }) => rate * gamma,
});
