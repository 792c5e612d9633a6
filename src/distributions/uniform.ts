import { defineDistribution } from "../contracts/distribution.ts";

/** optuna.distributions.FloatDistribution(low, high, step=step). */
export const uniform = defineDistribution({
  description: "[low, high], or [low, high, step]: all values in between are equally likely.",
  aliases: ["quniform", "q_uniform", "float"],
  takes: "interval",
  hasStep: true,
});
