import Type from "typebox";
import { defineScheduler } from "../contracts/define-scheduler.ts";

/** Multiplies the rate by `gamma` at every tick. torch.optim.lr_scheduler.ExponentialLR. */
export const ExponentialLR = defineScheduler({
  description: "Multiplies the rate by gamma every epoch.",
  source: "torch.optim.lr_scheduler.ExponentialLR",
  use: {
    when: "You want a steady decay with a single parameter, and can work gamma out from the rate to end at.",
    not: "The length of the run varies: the same gamma leaves a long run with almost no rate. 0.9 is down to 0.5 % after 50 epochs.",
  },
  params: Type.Object({
    gamma: Type.Number({ description: "Factor of each epoch." }),
  }),
  next: ({ gamma }, { rate }) => rate * gamma,
});
