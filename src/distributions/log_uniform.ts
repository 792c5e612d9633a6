import { defineDistribution, LOGARITHMIC } from "../contracts/distribution.ts";

/** optuna.distributions.FloatDistribution(low, high, log=True). */
export const log_uniform = defineDistribution({
  description: "[low, high], both above 0: all orders of magnitude in between are equally likely.",
  aliases: ["loguniform", "log_uniform_values"],
  takes: "interval",
  scale: LOGARITHMIC,
});
