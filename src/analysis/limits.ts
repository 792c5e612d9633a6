import type { Plan } from "../experiment/plan.ts";
import { counted } from "../numbers/counted.ts";
import { populationOf } from "../replicates/population.ts";
import { ALPHA } from "../statistics/alpha.ts";
import { fewestSeeds } from "../statistics/fewest-seeds.ts";
import { seedsFor } from "../statistics/power.ts";
import { unseenShare } from "../statistics/rare-events.ts";
import { type SpreadAtLevel, spreadPower } from "../statistics/spread-by-level.ts";
import { percent, sizeText, TESTS } from "./claim.ts";
import type { Compared } from "./comparisons.ts";
import { inFigures, ratioOf } from "./ratio.ts";
import { type Ordered, objectiveOf, type VariantSummary } from "./variant-summary.ts";
import { short, variantText } from "./wording.ts";

/** Sentences on what these seeds could not have shown. */
export function limitTexts(plan: Plan, summary: Ordered, leader: VariantSummary): readonly string[] {
  return [
    looksText(plan),
    unseenDifferenceText(plan, summary),
    sharperText(plan, summary),
    unseenDivergenceText(plan, summary, leader),
    spreadText(plan, summary),
  ];
}

/** How many seeds it took, where they are added as they are needed. */
function looksText({ variants, seeds, adaptive }: Plan): string {
  const seeding = adaptive?.seeding;
  const most = seeding?.looks.at(-1);
  if (seeding === undefined || seeding.looks.length === 1 || most === undefined) return "";
  const all = Array.from({ length: variants }, (_, variant) => Math.min(seeds.length, seeding.seedsOf(variant)));
  const [least, largest] = [all.reduce((a, b) => Math.min(a, b), most), all.reduce((a, b) => Math.max(a, b), 0)];
  if (largest <= (seeding.looks[0] ?? 0)) return "";
  const range = least === largest ? String(least) : `${least} to ${largest}`;
  return `Seeds were added while a comparison had no answer: variants have ${range} of at most ${most}.`;
}

/** Of the comparison that comes nearest to an answer, among those without one. */
function unseenDifferenceText(plan: Plan, summary: Ordered): string {
  if (summary.verdicts["not distinguishable"] === 0) return "";
  let open: VariantSummary | undefined;
  for (const variant of summary) {
    if (variant.verdict !== "not distinguishable" || variant.smallest === undefined) continue;
    if (open?.smallest === undefined || variant.smallest < open.smallest) open = variant;
  }
  if (open?.smallest === undefined || open.baseline === undefined) return "";
  const name = variantText(plan, open.cells);
  const blind = blindText(`${unitOf(plan, open)}s`, [open], summary.tests);
  if (blind !== "") return blind;
  const { smallest = 0 } = inFigures(open);
  const mean = objectiveOf(plan, summary.at(open.baseline));
  const isShare = !open.isRatio && mean.kind !== "none" && mean.mean > 0;
  const share = isShare ? ` (${percent(smallest / mean.mean)})` : "";
  const start = summary.verdicts["not distinguishable"] === 1 ? `Of ${name},` : `${name} is nearest to an answer:`;
  const unseen = `a difference below ${sizeText(open, smallest)}${share} would not have been seen`;
  return `${start} ${unseen}${needText(plan, summary, open)}.`;
}

function needText(plan: Plan, { tests }: Ordered, open: VariantSummary): string {
  const { margin, difference, isRatio } = open;
  if (margin === undefined || difference.kind !== "paired" || difference.std === 0) return "";
  const { unit, overlap } = populationOf(plan, open.variant);
  // With other folds, another share of the rows is held out.
  if (unit === "fold") return "";
  const units = seedsFor(margin / difference.std, ALPHA / tests, overlap);
  if (units <= difference.n) return "";
  const size = `one of ${sizeText(open, isRatio ? ratioOf(margin) : margin)}, the margin`;
  if (units === Infinity) return `; no number of ${unit}s of one data set would show ${size}`;
  // From a rough estimate, and nobody trains so many.
  const many = units > 1000 ? "more than 1000" : `about ${units}`;
  return `; ${many} ${unit}s would show ${size}`;
}

/** Where the tests could not have shown any difference, how many units could. @param units as in "fresh seeds" */
export function blindText(
  units: string,
  compared: readonly Pick<Compared, "difference" | "tested">[],
  tests: number,
): string {
  const pairs = compared.flatMap(({ difference, tested }) =>
    difference.kind === "paired" && tested !== undefined ? [{ n: difference.n, test: tested.test }] : [],
  );
  const [any] = pairs;
  if (any === undefined) return "";
  const n = pairs.reduce((most, pair) => Math.max(most, pair.n), 0);
  const needed = fewestSeeds(any.test, tests);
  if (n >= needed) return "";
  return `No difference, however large, could have been shown by ${TESTS[any.test]} at ${n} ${units}; ${needed} could show one.`;
}

const unitOf = (plan: Plan, { variant }: VariantSummary) => populationOf(plan, variant).unit;

/** Where t-tests stand in for sign flips. */
function sharperText(plan: Plan, { tests, sharperWith }: Ordered): string {
  const { unit, units, overlap } = populationOf(plan, 0);
  const isOther = plan.compare.test !== "auto" || overlap > 0;
  if (isOther || tests === 0 || tests > 1000 || units.length >= sharperWith) return "";
  return `With ${sharperWith} ${unit}s, sign flips could test this, which assume less than the t-test.`;
}

/** Where others diverged, and the first did not. */
function unseenDivergenceText({ draws }: Plan, { runs }: Ordered, { diverged, n }: VariantSummary): string {
  if (runs.diverged === 0 || diverged > 0) return "";
  return `That the first diverged ${draws === undefined ? "at" : "in"} none of ${counted(n, draws === undefined ? "seed" : "run")} leaves a share of up to ${percent(unseenShare(n))} possible.`;
}

/** So many variants show whether the spread grows with the level. */
const MOST_LEVELS = 1000;

/** Where differences are compared whose size grows with the figures, ratios would be fairer. */
function spreadText({ compare, objective }: Plan, summary: Ordered): string {
  if (summary.tests === 0 || compare.scale === "log" || !compare.hasRatios) return "";
  const step = Math.ceil(summary.count / MOST_LEVELS);
  const levels = new Map<string, SpreadAtLevel>();
  for (let variant = 0; variant < summary.count; variant += step) {
    const { n, metrics } = summary.at(variant);
    const found = metrics[0]?.[objective.at];
    // Equal variants are one.
    if (n > 2 && found?.kind === "interval" && found.mean > 0 && found.std > 0)
      levels.set(`${found.mean} ${found.std}`, found);
  }
  const power = spreadPower([...levels.values()]);
  if (power === undefined) return "";
  return `The larger the ${objective.metric}, the larger its spread (to the power of ${short(Number(power.toPrecision(2)))}, over ${levels.size} variants): compare: {scale: log} compares ratios, which suits that.`;
}
