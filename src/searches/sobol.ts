import Type from "typebox";
import { valueAt } from "../contracts/distribution.ts";
import { defineSearch, searching } from "../contracts/search.ts";
import { scrambledSobol } from "./families/sobol-sequence.ts";

/** Sobol's sequence with Owen's scrambling, a dimension for each axis of the space. */
export const sobol = defineSearch({
  description: "Spreads the points evenly over the space: a Sobol sequence, scrambled by the seed.",
  source: "Joe and Kuo, Constructing Sobol sequences with better two-dimensional projections, 2008; Owen, 1995.",
  use: {
    when: "You want to see how the result depends on every axis: the points cover the space evenly.",
    not: "There are hardly more points than axes: the sequence covers the space well only in larger numbers.",
  },
  aliases: ["quasi_random", "qmc"],
  params: Type.Object({ ...searching }),
  choose: ({ seed }, axes, trial) =>
    axes.map(({ distribution }, axis) => valueAt(distribution, scrambledSobol(trial, axis, seed))),
});
