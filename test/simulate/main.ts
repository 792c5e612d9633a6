// npm run simulate: how often comparisons err, by simulation. Writes the tables into results/README.md.
import { readFileSync, writeFileSync } from "node:fs";
import { table, withBlock } from "../../src/docs/markdown.ts";
import { root } from "../root.ts";
import { DIFFERENCES, looksAt } from "./looks.ts";
import { REPLICATE_SCENARIOS, replicateErrors } from "./replicates.ts";
import { claimsOf, equivalenceErrors, TUNED_SCENARIOS } from "./tuned.ts";

const REPETITIONS = 3000;
const SEEDS = 8;

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

/** What is claimed of two schedules at the best of 8 rates, by scenario. */
function tunedTable(): string {
  const rows = TUNED_SCENARIOS.map((scenario) => {
    const { permutation, t, both } = claimsOf(scenario, SEEDS, REPETITIONS);
    return [scenario.title, scenario.isEqual ? "none" : "yes", percent(permutation), percent(t), percent(both)];
  });
  return table(["Two schedules", "Difference at the best rates", "Permutation", "t", "Both: better or worse"], rows);
}

/** What is claimed of one comparison that is looked at after 5, 10, 20 and 40 seeds. */
function looksTable(): string {
  const rows = Object.entries(DIFFERENCES).flatMap(([name, draw]) =>
    [0, 0.5, 1].map((difference) => {
      const { claims, seeds } = looksAt([5, 10, 20, 40], draw, difference, 20_000);
      return [name, String(difference), percent(claims), seeds.toFixed(1)];
    }),
  );
  return table(["Differences between the seeds", "True difference", "Claimed", "Seeds on average"], rows);
}

/** What equivalence at the chosen rates would be worth, were it told. */
function equivalenceTable(): string {
  const rows = [8, 16, 32].map((seeds) => [String(seeds), percent(equivalenceErrors(seeds, REPETITIONS))]);
  return table(["Seeds", "Called equivalent though they differ by the margin"], rows);
}

/** What is claimed over replicates, where there is no difference. */
function replicatesTable(): string {
  const rows = REPLICATE_SCENARIOS.map((scenario) => {
    const { own, naive } = replicateErrors(scenario, REPETITIONS);
    return [scenario.title, percent(own), percent(naive)];
  });
  return table(["Replicates", "Claimed", "By a t-test that takes all of them for independent"], rows);
}

const path = `${root}results/README.md`;
const tuned = withBlock(readFileSync(path, "utf8"), "tuned errors", `\n${tunedTable()}\n`);
const equivalence = withBlock(tuned, "equivalence errors", `\n${equivalenceTable()}\n`);
const replicates = withBlock(equivalence, "replicates errors", `\n${replicatesTable()}\n`);
writeFileSync(path, withBlock(replicates, "looks errors", `\n${looksTable()}\n`));
console.log(`wrote results/README.md: ${REPETITIONS} repetitions of ${SEEDS} seeds and 8 rates each`);
