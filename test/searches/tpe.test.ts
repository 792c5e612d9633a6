import { readFileSync } from "node:fs";
import { assert } from "chai";
import { valueAt } from "../../src/contracts/distribution.ts";
import type { Trial } from "../../src/contracts/search.ts";
import { stream, uniform } from "../../src/random/rng.ts";
import { propose } from "../../src/searches/families/propose.ts";
import { root } from "../root.ts";
import { type Landscape, landscapes } from "./landscapes.ts";

interface Golden {
  readonly optuna: string;
  readonly trials: number;
  readonly functions: Readonly<
    Record<string, Readonly<Record<"one by one" | "batches of 8" | "random", readonly number[]>>>
  >;
}

const golden: Golden = JSON.parse(readFileSync(`${root}test/golden/tpe.json`, "utf8"));

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle - 0.5)] as number) + (sorted[Math.ceil(middle - 0.5)] as number)) / 2;
}

function drawn({ space }: Landscape, seed: number, trial: number): Trial {
  return space.map((axis, i) => valueAt(axis, uniform(stream(seed, "random", trial, i), 0, 1)));
}

/** The best that a search of so many trials finds. @param startup trials drawn at random */
function bestOf(landscape: Landscape, seed: number, startup: number, batch: number): number {
  const trials: Trial[] = [];
  const figures: number[] = [];
  while (figures.length < golden.trials) {
    const ranking = figures.map((_, i) => i).sort((a, b) => (figures[a] as number) - (figures[b] as number));
    for (let i = 0; i < batch && trials.length < golden.trials; i++) {
      const rng = stream(seed, "tpe", trials.length);
      const isLearning = ranking.length >= startup;
      trials.push(
        isLearning ? propose(landscape.space, { trials, ranking }, 24, rng) : drawn(landscape, seed, trials.length),
      );
    }
    for (const trial of trials.slice(figures.length)) figures.push(landscape.at(trial as readonly number[]));
  }
  return Math.min(...figures);
}

const bests = (landscape: Landscape, startup: number, batch: number, first = 0) =>
  Array.from({ length: 20 }, (_, seed) => bestOf(landscape, first + seed, startup, batch));

describe("tpe", () => {
  for (const [name, landscape] of Object.entries(landscapes)) {
    const optuna = golden.functions[name];

    it(`finds on ${name} in ${golden.trials} trials what Optuna finds, within 10 % (median of 20 seeds)`, () => {
      const theirs = median(optuna?.["one by one"] ?? []);
      assert.isAtMost(median(bests(landscape, 10, 1)), theirs + 0.1 * Math.abs(theirs));
    });

    it(`in batches of 8 as well as Optuna in batches of 8, within 10 %, on ${name}`, () => {
      const theirs = median(optuna?.["batches of 8"] ?? []);
      assert.isAtMost(median(bests(landscape, 10, 8)), theirs + 0.1 * Math.abs(theirs));
    });

    it(`beats random points on ${name}, in batches of 8 (median of 20 seeds)`, () => {
      const random = median(bests(landscape, Number.POSITIVE_INFINITY, 8));
      assert.closeTo(random, median(optuna?.random ?? []), 0.5 * Math.abs(random));
      assert.isBelow(median(bests(landscape, 10, 8)), random);
    });
  }
});
