import { defineDistribution } from "../contracts/distribution.ts";

/** optuna.distributions.IntDistribution(low, high, step=step). */
export const int_uniform = defineDistribution({
  description: "[low, high], or [low, high, step]: whole numbers, both ends included, all equally likely.",
  aliases: ["randint", "int", "qrandint"],
  takes: "interval",
  hasStep: true,
  continuous: "uniform",
});
