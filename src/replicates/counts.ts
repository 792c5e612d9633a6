import type { Plan } from "../experiment/plan.ts";
import { populationOf } from "./population.ts";

/** How many there are of something that a plan's runs are the product of. */
interface Count {
  readonly of: string;
  readonly count: number;
}

/** What the variants of a plan are trained with: `20 data sets`, `5 folds`, then seeds. @param plan whose replicates are pooled */
export function repeatsOf(plan: Plan): readonly Count[] {
  const { draws, seeds } = plan;
  if (draws === undefined) return [{ of: "seed", count: seeds.length }];
  const own = { of: "seed", count: draws.whole.seeds.length };
  const isDrawn = plan.variant(0).sampling?.isDrawn === true;
  const axes = draws.heads.map((head, column) => ({
    of: NAMES[head] ?? (isDrawn ? "data set" : "split"),
    count: new Set(draws.cells.map((cells) => cells[column])).size,
  }));
  const isProduct = axes.reduce((product, { count }) => product * count, 1) === draws.cells.length;
  return [...(isProduct ? axes : [{ of: populationOf(plan, 0).unit, count: draws.cells.length }]), own];
}

const NAMES: Readonly<Record<string, string>> = {
  "data.validation.fold": "fold",
  "data.test.fold": "test fold",
};
