import { defineDistribution, LOGARITHMIC } from "../contracts/distribution.ts";

/** optuna.distributions.IntDistribution(low, high, log=True). */
export const log_int_uniform = defineDistribution({
  description: "[low, high], both at least 1: whole numbers, both ends included; small ones are more likely.",
  aliases: ["lograndint", "log_int", "log_randint"],
  takes: "interval",
  scale: LOGARITHMIC,
  continuous: "log_uniform",
});
