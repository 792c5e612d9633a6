// npm run simulate: how often comparisons err, by simulation. Writes the tables into results/README.md.
import { readFileSync, writeFileSync } from "node:fs";
import { table, withBlock } from "../../src/docs/markdown.ts";
import { root } from "../root.ts";
import { claimsOf, TUNED_SCENARIOS } from "./tuned.ts";

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

const path = `${root}results/README.md`;
writeFileSync(path, withBlock(readFileSync(path, "utf8"), "tuned errors", `\n${tunedTable()}\n`));
console.log(`wrote results/README.md: ${REPETITIONS} repetitions of ${SEEDS} seeds and 8 rates each`);
