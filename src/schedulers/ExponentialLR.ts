import Type from "typebox";
import { defineScheduler } from "../contracts/define-scheduler.ts";

/** Multiplies the rate by `gamma` at every tick. torch.optim.lr_scheduler.ExponentialLR. */
export const ExponentialLR = defineScheduler({
  description: "Multiplies the rate by gamma every epoch.",
  source: "torch.optim.lr_scheduler.ExponentialLR",
  use: {
    when: "You want a steady decay with a single parameter. gamma follows from the rate you want at the end.",
    not: "The length of the run varies: a gamma that suits a short run leaves a long one with almost no rate. With 0.9, 0.5 % is left after 50 epochs.",
  },
  params: Type.Object({
    gamma: Type.Number({ description: "Factor per epoch." }),
  }),
  next: ({ gamma }, { rate }) => rate * gamma,
});
