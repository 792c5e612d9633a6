import Type from "typebox";
import { defineScheduler } from "../contracts/define-scheduler.ts";
import { idle, Misfit } from "../contracts/part.ts";
import { total } from "../contracts/scheduler.ts";
import { pow } from "../numbers/math.ts";

/** Lowers the rate to 0 as a power of the share of time left. torch.optim.lr_scheduler.PolynomialLR. */
export const PolynomialLR = defineScheduler({
  description: "Lowers the rate to 0 over total_iters epochs, as a power of the share of time left.",
  source: "torch.optim.lr_scheduler.PolynomialLR",
  use: {
    when: "A linear decay to 0 over a known number of epochs: a strong default for fine-tuning. Power 0.9 is common in segmentation.",
    not: "Training may continue after total_iters: the rate is 0 from there on, and nothing is learned.",
  },
  params: Type.Object({
    total_iters: total("Epochs until the rate is 0. A value of 0 leaves the rate unchanged.", {
      outside: 5,
      minimum: 0,
    }),
    power: Type.Number({ default: 1, description: "Exponent of the share of time left. 1 gives a straight line." }),
  }),
  idle: ({ total_iters }) => (total_iters === 0 ? idle(["power"], "with total_iters: 0", "a longer total_iters") : []),
  check({ total_iters, power }, window) {
    if (power >= 0 || total_iters === 0 || total_iters >= window) return;
    throw new Misfit(
      "power",
      `a power below 0 has no end: the rate at total_iters = ${total_iters} is infinite`,
      "power: 1",
    );
  },
  next({ total_iters, power }, { rate, t }) {
    if (t > total_iters) return rate;
    return rate * pow((1 - t / total_iters) / (1 - (t - 1) / total_iters), power);
  },
});
