import { View } from "../../src/charts/view.ts";
import { reportOf } from "../report/data.ts";
import { planOf, resultOf } from "../results/fixtures.ts";

const plan = planOf({
  heads: ["optimizer.lr", "scheduler"],
  cells: [
    [0.1, "constant"],
    [0.1, "<i>cosine</i>"],
    [0.01, "constant"],
    [0.01, "<i>cosine</i>"],
  ],
});

/** Two rates and two schedules at two seeds, of which the last variant diverged. */
export const fourVariants = () =>
  new View(
    reportOf(plan, (variant, seed) =>
      variant === 3 ? resultOf(plan, [5], "diverged") : resultOf(plan, [5, 4 - variant + seed]),
    ),
  );
