import type { Cell, Plan } from "../experiment/plan.ts";
import { asLoss } from "../numbers/direction.ts";
import { itemAt } from "../numbers/item-at.ts";
import { stream } from "../random/rng.ts";
import { ALPHA } from "../statistics/alpha.ts";
import { type Comparison, compare, type Estimate, estimate } from "../statistics/estimate.ts";
import { adjustHolm } from "../statistics/holm.ts";
import {
  bestPoint,
  expectedBestOf,
  type Losses,
  leaveOneOut,
  permutationTest,
  pointMeans,
  pointsWithin,
} from "../statistics/tuned-statistics.ts";
import { type Compared, compareAll, divergenceVerdict } from "./comparisons.ts";
import { type Divergence, divergenceOf } from "./divergence.ts";
import { type LossScale, lossScaleOf } from "./loss-scale.ts";
import { meanOf, ObjectiveFigures } from "./objective-figures.ts";
import type { Outcomes } from "./outcomes.ts";
import { lookCorrection } from "./test-family.ts";
import { alignedPoints, isTuned, type Stratum, strataOf, type TunedGroup } from "./tuned-groups.ts";
import type { Verdict } from "./verdict.ts";

/** So many comparisons are tested. With more, 9 999 permutations could not show any difference after Holm's correction. */
const MOST_TESTED = 500;

/** Schedules at their best points are not tested against a margin. */
type TunedVerdict = Exclude<Verdict, "equivalent">;

/** A schedule at the best of its points. */
export interface Tuned {
  /** One per axis of `compare.strata`. */
  readonly stratum: readonly Cell[];
  readonly schedule: Cell;
  /** Number of its points. */
  readonly points: number;
  /** The chosen point. undefined if no run finished. */
  readonly variant: number | undefined;
  /** Its objective, over the seeds (with replicates: the data sets, splits or folds) at which all points to choose from finished. */
  readonly best: Estimate;
  /** Number of runs in its estimate. */
  readonly n: number;
  /** Number of the seeds, data sets, splits or folds that the point was chosen by. */
  readonly units: number;
  /** How many of its runs diverged. */
  readonly diverged: number;
  /** The figure to expect of the choice at a new seed (leave-one-out). */
  readonly expected: number | undefined;
  /** How many points are within the margin of the best. */
  readonly within: number;
  /** undefined: it is the baseline, or its stratum has none. */
  readonly against: AgainstBaseline | undefined;
  readonly verdict: TunedVerdict;
  /** The chosen point and the baseline's, compared at fresh seeds. undefined unless that was asked and done. */
  readonly confirmed: Compared | undefined;
}

/** A schedule at its best point, compared with the baseline at its own. */
interface AgainstBaseline {
  readonly schedule: Cell;
  /** Number of points at which both are compared: the smaller of the two numbers. */
  readonly points: number;
  /** Its objective minus the baseline's, each at the best of so many points; the logarithm of their ratio if that is compared. */
  readonly difference: number | undefined;
  /** Whether `difference` and `chosen` are logarithms of ratios. */
  readonly isRatio: boolean;
  /** Of the two chosen points, paired by seed. */
  readonly chosen: Comparison;
  readonly pPermutation: number | undefined;
  /** The larger of the permutation's p and the paired t-test's, after Holm's correction. */
  readonly pHolm: number | undefined;
  /** The p-value of the difference between the numbers of points within the margin, after Holm's correction. */
  readonly pWithin: number | undefined;
  /** Whether its curve over the points is flatter or steeper. undefined: cannot be told. */
  readonly sensitivity: "less" | "more" | undefined;
  /** Of the two chosen points. undefined where there is none to choose. */
  readonly divergence: Divergence | undefined;
}

/** The schedules of a sweep, each at its best point, by stratum and in plan order. undefined where nothing is tuned. */
export function tune(plan: Plan, figures: ObjectiveFigures, outcomes: Outcomes): readonly Tuned[] | undefined {
  if (!isTuned(plan)) return undefined;
  const strata = strataOf(plan);
  if (!strata.some(({ groups }) => groups.some(({ points }) => points.length > 1))) return undefined;
  const against = plan.compare.against ?? strata[0]?.groups[0]?.schedule;
  const tests = strata.reduce((sum, { groups }) => sum + groups.length - 1, 0);
  const tuner = new Tuner(plan, figures, outcomes, tests <= MOST_TESTED);
  return corrected(strata.flatMap((stratum) => tuner.stratum(stratum, against)));
}

/** The units to choose by: of each, the places of the seeds at which every point has ended. */
type Units = readonly (readonly number[])[];

/** A group with its losses at the points to choose from. */
interface LossField extends TunedGroup {
  readonly losses: Losses;
  readonly units: Units;
  readonly chosen: number;
}

class Tuner {
  readonly #scale: LossScale;

  constructor(
    private readonly plan: Plan,
    private readonly figures: ObjectiveFigures,
    private readonly outcomes: Outcomes,
    private readonly isTested: boolean,
  ) {
    this.#scale = lossScaleOf(plan);
  }

  stratum({ cells, groups }: Stratum, against: Cell | undefined): readonly Tuned[] {
    const baseline = groups.find(({ schedule }) => schedule === against);
    return groups.map((group) => {
      const tuned = this.#alone(cells, group);
      if (baseline === undefined) return tuned;
      if (group === baseline) return { ...tuned, verdict: "baseline" };
      const own = this.#against(group, baseline, cells);
      return { ...tuned, against: own, verdict: this.#verdict(own) };
    });
  }

  #alone(stratum: readonly Cell[], group: TunedGroup): Tuned {
    const { losses, units, chosen } = this.#field(group, this.#unitsOf(group.points));
    const variant = group.points[chosen];
    const { mode } = this.plan.objective;
    const expected = leaveOneOut(
      losses,
      this.#losses(group.points, units, (figure) => asLoss(mode, figure)),
    );
    const figureOf = (places: readonly number[]) =>
      variant === undefined ? [] : (this.figures.inUnit(variant, places) ?? []);
    const finished = units.flat().flatMap((place) => figureOf([place]));
    return {
      stratum,
      schedule: group.schedule,
      points: group.points.length,
      variant,
      n: finished.length,
      units: units.length,
      best: estimate(units.flatMap(figureOf), 0, this.#overlapOf(group)),
      diverged: variant === undefined ? 0 : this.outcomes.tally(variant).diverged,
      expected: expected && asLoss(mode, expected),
      within: pointsWithin(pointMeans(losses), this.#scale.slackOf),
      against: undefined,
      verdict: "untested",
      confirmed: undefined,
    };
  }

  #against(group: TunedGroup, baseline: TunedGroup, stratum: readonly Cell[]): AgainstBaseline {
    const points = Math.min(group.points.length, baseline.points.length);
    const units = this.#unitsOf([...group.points, ...baseline.points]);
    const [own, other] = [this.#field(group, units), this.#field(baseline, units)];
    const [a, b] = [own, other].map(({ losses }) => expectedBestOf(pointMeans(losses), points));
    const [ownPoint, otherPoint] = [group.points[own.chosen], baseline.points[other.chosen]];
    const hasBoth = ownPoint !== undefined && otherPoint !== undefined;
    const chosen: Comparison = hasBoth ? this.#compared(ownPoint, otherPoint) : { kind: "none" };
    const test = this.#permutation(group, baseline, units, stratum);
    return {
      schedule: baseline.schedule,
      points,
      difference: this.#differenceOf(a, b),
      isRatio: this.#scale.isRatio,
      chosen,
      pPermutation: test?.p,
      pHolm: test && this.#corrected(group, Math.max(test.p, chosen.kind === "paired" ? chosen.p : 1)),
      pWithin: test && this.#corrected(group, test.pWithin),
      sensitivity: this.#sensitivity(own.losses, other.losses),
      divergence: hasBoth ? divergenceOf(this.outcomes, ownPoint, otherPoint, this.plan) : undefined,
    };
  }

  /** The difference of two losses. undefined where one is missing, or of a figure that has no ratio. */
  #differenceOf(a: number | undefined, b: number | undefined): number | undefined {
    if (a === undefined || b === undefined || !Number.isFinite(a - b)) return undefined;
    return asLoss(this.plan.objective.mode, a - b);
  }

  #compared(own: number, other: number): Comparison {
    const all = [...this.figures.differences(own, other)].filter((difference) => !Number.isNaN(difference));
    if (all.some((difference) => Math.abs(difference) === Infinity)) return { kind: "none" };
    return compare(all, 0, this.figures.populationOf(own, other).overlap);
  }

  /** None where units share rows: schedules that change places at some of them are no fair sample of chance. */
  #permutation(group: TunedGroup, baseline: TunedGroup, units: Units, stratum: readonly Cell[]) {
    const isTested = this.isTested && this.#overlapOf(group) === 0;
    const aligned = isTested ? alignedPoints(this.plan, group, baseline) : undefined;
    if (aligned === undefined) return undefined;
    const own = this.#losses(aligned, units);
    const other = this.#losses(baseline.points, units);
    const name = JSON.stringify([stratum, group.schedule, baseline.schedule]);
    return permutationTest(own, other, this.#scale.slackOf, () => stream(0, "tuned", name));
  }

  /** p over all looks, where there are several. */
  #corrected({ points: [variant = 0] }: TunedGroup, p: number): number {
    return lookCorrection(this.plan)?.corrected(variant, p) ?? p;
  }

  #sensitivity(own: Losses, other: Losses): "less" | "more" | undefined {
    const { slackOf } = this.#scale;
    const more = pointsWithin(pointMeans(own), slackOf) - pointsWithin(pointMeans(other), slackOf);
    return more === 0 ? undefined : more > 0 ? "less" : "more";
  }

  #verdict({ chosen, difference, pPermutation, divergence }: AgainstBaseline): TunedVerdict {
    const diverged = divergenceVerdict(divergence);
    if (diverged !== undefined) return diverged;
    if (pPermutation === undefined || difference === undefined) return "untested";
    if (chosen.kind === "identical" && difference === 0) return "identical";
    return asLoss(this.plan.objective.mode, difference) < 0 ? "better" : "worse";
  }

  #overlapOf({ points }: TunedGroup): number {
    return this.figures.populationOf(itemAt(points, 0)).overlap;
  }

  /** The units with a seed at which every point has ended by itself: ok or diverged. */
  #unitsOf(points: readonly number[]): Units {
    const { variants } = this.plan;
    const hasEnded = (variant: number, seed: number) => {
      const status = this.outcomes.statusOf(seed * variants + variant);
      return status === "ok" || status === "diverged";
    };
    const { units } = this.figures.populationOf(itemAt(points, 0));
    const ended = units.map((places) => places.filter((seed) => points.every((variant) => hasEnded(variant, seed))));
    return ended.filter(({ length }) => length > 0);
  }

  #field(group: TunedGroup, units: Units): LossField {
    const losses = this.#losses(group.points, units);
    const best = bestPoint(pointMeans(losses));
    return { ...group, losses, units, chosen: best === -1 ? this.#leastDiverged(group, units) : best };
  }

  /** Where every point diverged at some seed: the one that did so in the fewest units, then the one with the lowest mean. */
  #leastDiverged({ points }: TunedGroup, units: Units): number {
    const finite = this.#losses(points, units).map((own) => own.filter((loss) => loss < Infinity));
    const most = Math.max(0, ...finite.map(({ length }) => length));
    return most === 0
      ? -1
      : bestPoint(pointMeans(finite.map((own) => (own.length === most ? own : own.map(() => Infinity)))));
  }

  /** Means by unit; infinite where a run of the unit diverged. */
  #losses(points: readonly number[], units: Units, toLoss = this.#scale.lossOf): Losses {
    const lossOf = (variant: number, seed: number) => {
      const loss = toLoss(this.figures.at(variant, seed) ?? Number.NaN);
      return Number.isNaN(loss) ? Infinity : loss;
    };
    return points.map((variant) =>
      Float64Array.from(units, (places) => meanOf(places, (seed) => lossOf(variant, seed)) as number),
    );
  }
}

/** Corrects the p-values for the number of tests, and takes back what they do not show. */
function corrected(all: readonly Tuned[]): readonly Tuned[] {
  const ps = adjustHolm(Float64Array.from(all, ({ against }) => against?.pHolm ?? Number.NaN));
  const withins = adjustHolm(Float64Array.from(all, ({ against }) => against?.pWithin ?? Number.NaN));
  return all.map((tuned, place) => {
    if (tuned.against?.pHolm === undefined) return withoutSensitivity(tuned);
    const [pHolm, pWithin] = [itemAt(ps, place), itemAt(withins, place)];
    const isClaim = tuned.verdict === "better" || tuned.verdict === "worse";
    const verdict = isClaim && !(pHolm < ALPHA) ? "not distinguishable" : tuned.verdict;
    const sensitivity = pWithin < ALPHA ? tuned.against.sensitivity : undefined;
    return { ...tuned, verdict, against: { ...tuned.against, pHolm, pWithin, sensitivity } };
  });
}

function withoutSensitivity(tuned: Tuned): Tuned {
  return tuned.against === undefined ? tuned : { ...tuned, against: { ...tuned.against, sensitivity: undefined } };
}

/**
 * Schedules with the comparisons of their chosen points at the fresh seeds, all of them corrected together. The choice knew
 * nothing of these seeds, so the tests hold for the chosen points without regard to it.
 * @param plan with the fresh seeds
 */
export function confirmed(
  tuned: readonly Tuned[] | undefined,
  plan: Plan,
  outcomes: Outcomes,
): readonly Tuned[] | undefined {
  const own = plan.adaptive?.seeding?.own;
  if (tuned === undefined || own === undefined || own === plan.seeds.length) return tuned;
  const baselines = new Map<number, number>();
  for (const { variant, stratum, against } of tuned) {
    const other = baselineIn(tuned, stratum, against?.schedule)?.variant;
    if (variant !== undefined && other !== undefined) baselines.set(variant, other);
  }
  const fresh = outcomes.between(own, plan.seeds.length);
  // They are looked at once.
  const { adaptive: _, ...once } = fresh.plan;
  const pairs: Plan = { ...once, baselineOf: (variant: number) => baselines.get(variant) };
  const comparisons = compareAll(pairs, fresh.outcomes, new ObjectiveFigures(pairs, fresh.outcomes));
  return tuned.map((one) => {
    const { variant } = one;
    return variant === undefined || !baselines.has(variant) ? one : { ...one, confirmed: comparisons.at(variant) };
  });
}

/** The row of the schedule that others of its stratum are compared with. @param schedule undefined: none */
export function baselineIn(
  all: readonly Tuned[],
  stratum: readonly Cell[],
  schedule: Cell | undefined,
): Tuned | undefined {
  const key = JSON.stringify(stratum);
  return schedule === undefined
    ? undefined
    : all.find((other) => other.schedule === schedule && JSON.stringify(other.stratum) === key);
}
