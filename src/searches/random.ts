import Type from "typebox";
import { defineSearch, searching } from "../contracts/search.ts";
import { drawn } from "./families/drawn.ts";

/** Bergstra and Bengio, "Random Search for Hyper-Parameter Optimization", 2012. */
export const random = defineSearch({
  description: "Draws every point at random, whatever the others are.",
  source: "Bergstra and Bengio, Random Search for Hyper-Parameter Optimization, 2012.",
  use: {
    when: "A baseline, or a space with many choices that do not matter much.",
    not: "You can wait for results between points: tpe usually needs fewer of them.",
  },
  params: Type.Object({ ...searching }),
  choose: ({ seed }, axes, trial) => drawn(axes, seed, trial),
});
