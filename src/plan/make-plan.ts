import type { CheckedPoint } from "../check/checked-point.ts";
import type { PointChecker } from "../check/point-checker.ts";
import type { Pruning } from "../contracts/pruner.ts";
import type { Standing } from "../contracts/standing.ts";
import { type Objective, type Plan, type Policy, SearchMisfit, type Variant } from "../experiment/plan.ts";
import { cellsAt } from "../grid/columns.ts";
import type { Grid } from "../grid/grid.ts";
import { renderSuggestion } from "../issues/render.ts";
import { itemAt } from "../numbers/item-at.ts";
import type { Digest } from "../numbers/sha256.ts";
import { isReplicate } from "../replicates/paths.ts";
import type { Seeding } from "../seeding/seeding.ts";
import { baselineFinder, type VariantTable, variantTable } from "./baseline.ts";
import { runId } from "./identity.ts";
import type { WhatIsCompared } from "./read-compare.ts";

/** Facts that the plan takes from the document. */
interface Facts {
  readonly name: string;
  readonly description: string;
  readonly text: string;
  readonly directory: string;
  readonly files: readonly string[];
  readonly seeds: readonly number[];
  readonly objective: Objective;
  readonly policy: Policy;
  readonly pruning: Pruning | undefined;
  readonly seeding: Seeding | undefined;
  /** What was not looked for, a line each. */
  readonly unsought: readonly string[];
  /** Of the runs' identities. */
  readonly digest: Digest | undefined;
}

/** How many variants are cached, since each is needed at every seed and for each file. They take about 5 MB. */
const MAX_KEPT_VARIANTS = 10_000;

export function tableOf({ composer, columns, points }: Grid): VariantTable {
  const cells = (index: number) => cellsAt(composer, columns, points.at(index));
  return variantTable(
    columns.map(({ head }) => head),
    points.count,
    cells,
  );
}

/** A plan over points that were all checked. */
export function makePlan(
  facts: Facts,
  grid: Grid,
  checker: PointChecker,
  table: VariantTable,
  { compare, fixed }: WhatIsCompared,
): Plan {
  const kept: Variant[] = [];
  const baselineOf = fixed === undefined ? () => undefined : baselineFinder(table, fixed);
  // A variant is mostly asked for at all its seeds, one after the other.
  let last: { readonly index: number; readonly point: CheckedPoint } | undefined;
  const checked = (index: number): CheckedPoint => {
    if (last?.index === index) return last.point;
    if (!Number.isInteger(index) || index < 0 || index >= table.count) throw new RangeError(`no variant ${index}`);
    const result = checker.check(grid.points.at(index));
    if ("issues" in result) throw new Error(`variant ${index} was found wrong after it was checked`);
    last = { index, point: result.value };
    return result.value;
  };
  const { pruning, seeding, unsought, digest, ...told } = facts;
  const learned = grid.learned?.isWhole ? undefined : grid.learned;
  const grow =
    learned &&
    ((standings: readonly Standing[]) => {
      const more = { ...grid, learned: learned.grown(standings) };
      const grown = { ...more, points: more.learned.points };
      refuseMisfits(grown, grid.points.count, checker);
      return makePlan(facts, grown, checker, tableOf(grown), { compare, fixed });
    });
  const isAdaptive = [grow, pruning, grid.learned, seeding].some((one) => one !== undefined);
  const replicates = [...table.heads.keys()].filter((column) => isReplicate(itemAt(table.heads, column)));
  const adaptive = { first: grid.first, known: table.count, pruning, seeding, prunedAt: () => undefined, grow };
  return {
    ...told,
    ...(isAdaptive && { adaptive }),
    heads: table.heads,
    ...(replicates.length > 0 && { replicates }),
    compare,
    variants: grid.total,
    rates: checker.rates,
    metrics: checker.metrics,
    plugins: checker.plugins,
    trainer: checker.trainer,
    tests: checker.tests,
    findings: [...checker.findings, ...unsought],
    variant(index) {
      const known = kept[index];
      if (known !== undefined) return known;
      const { config, base, stepsPerEpoch, sampling } = checked(index);
      const variant = { index, cells: table.cells(index), config, base, stepsPerEpoch, sampling };
      // In order, so that the list has no holes.
      if (index === kept.length && index < MAX_KEPT_VARIANTS) kept.push(variant);
      return variant;
    },
    baselineOf,
    runId(variant, seed) {
      const point = checked(variant);
      return runId(point, seed, digest);
    },
  };
}

/** Throws if a point that a search reached is invalid. The ends of its space are valid, but values between them may not be. */
function refuseMisfits({ points }: Grid, from: number, checker: PointChecker): void {
  for (let index = from; index < points.count; index++) {
    const result = checker.check(points.at(index));
    const [found] = "issues" in result ? result.issues : [];
    if (found === undefined) continue;
    const ways = found.suggestions.map((way) => ` (${renderSuggestion(way)})`).join("");
    throw new SearchMisfit(`the search reached a point that cannot be run: ${found.message}${ways}; narrow its space`);
  }
}
