import { defineDistribution } from "../contracts/distribution.ts";

/** optuna.distributions.CategoricalDistribution. */
export const choice = defineDistribution({
  description: "A list of values, or named variants as in grid: all are equally likely.",
  aliases: ["categorical", "values"],
  takes: "choices",
});
