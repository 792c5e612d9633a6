import type { Plan } from "../experiment/plan.ts";
import { counted } from "../numbers/counted.ts";
import { asLoss } from "../numbers/direction.ts";
import { populationOf } from "../replicates/population.ts";
import { apartText } from "./apart.ts";
import { percent, sizeText } from "./claim.ts";
import {
  confirmedText,
  contradictionText,
  freshTallyText,
  isConfirmed,
  nameOf,
  otherText,
  pointsText,
  refutedText,
  startText,
} from "./confirmed-text.ts";
import { blindText } from "./limits.ts";
import { toldDifference } from "./ratio.ts";
import { baselineIn, type Tuned } from "./tuned.ts";
import { comparedText, kindText, overText, short } from "./wording.ts";

/** Sentences on the schedules, each at its best point: first which one wins. None where nothing is tuned. */
export function tunedTexts(plan: Plan, tuned: readonly Tuned[] | undefined): readonly string[] {
  const compared = tuned?.filter(({ against }) => against !== undefined) ?? [];
  if (tuned === undefined || compared.length === 0) return [];
  const isFresh = compared.some(({ confirmed }) => confirmed !== undefined);
  const confirmed = best(plan, compared.filter(isConfirmed));
  const better = best(plan, withVerdict(compared, "better"));
  if (confirmed !== undefined || (isFresh && better === undefined)) {
    const finding = confirmed === undefined ? refutedText(plan, compared) : confirmedText(plan, tuned, confirmed);
    const told = [finding, freshTallyText(plan, compared), freshReachText(compared), sensitivityText(plan, compared)];
    return told.filter(Boolean);
  }
  const tested = compared.filter(({ against }) => against?.pHolm !== undefined);
  if (tested.length === 0) return [untestedText(plan, tuned)].filter(Boolean);
  const finding =
    better === undefined ? nothingText(plan, tuned, compared) : betterText(plan, tuned, better, tested.length);
  const isMixed = new Set(compared.map(({ verdict }) => verdict)).size > 1;
  const tally = isFresh ? freshTallyText(plan, compared) : isMixed ? tallyText(plan, compared) : "";
  const reach = isFresh ? freshReachText(compared) : reachText(plan, tested);
  return [finding, tally, reach, sensitivityText(plan, compared)].filter(Boolean);
}

const withVerdict = (all: readonly Tuned[], verdict: Tuned["verdict"]) =>
  all.filter((tuned) => tuned.verdict === verdict);

/** The one with the best mean. */
function best({ objective }: Plan, all: readonly Tuned[]): Tuned | undefined {
  const lossOf = ({ best }: Tuned) => (best.kind === "none" ? Infinity : asLoss(objective.mode, best.mean));
  return all.reduce<Tuned | undefined>(
    (first, one) => (first === undefined || lossOf(one) < lossOf(first) ? one : first),
    undefined,
  );
}

function betterText(plan: Plan, all: readonly Tuned[], better: Tuned, tests: number): string {
  const { against, confirmed } = better;
  const corrected = tests > 1 ? ` after Holm's correction for ${tests} comparisons` : "";
  const p = `${chanceText(plan, better)}${corrected}`;
  const isRatio = against?.isRatio ?? false;
  const size = sizeText({ isRatio }, toldDifference(against?.difference ?? 0, isRatio));
  const told = (isRatio ? undefined : shareText(all, better)) ?? size;
  const { at, metric } = plan.objective;
  const claim = `${startText(plan, better)} is better than ${otherText(plan, all, better)} by ${told} in ${at} ${metric} (${p})`;
  if (confirmed !== undefined) return `${claim}, ${contradictionText(plan, confirmed)}.`;
  return `${claim}${against?.points === 1 ? "" : ", not yet confirmed by fresh seeds"}.`;
}

/** `12 %`: the difference of a schedule that is better, as a share of what it is compared with. undefined where that is not above 0. */
function shareText(all: readonly Tuned[], { stratum, against }: Tuned): string | undefined {
  const other = meanOf(baselineIn(all, stratum, against?.schedule)) ?? 0;
  return against?.difference !== undefined && other > 0 ? percent(against.difference / other) : undefined;
}

const meanOf = (tuned: Tuned | undefined) =>
  tuned === undefined || tuned.best.kind === "none" ? undefined : tuned.best.mean;

/** `lr=0.3, cosine comes first, 2.3 % below lr=0.1, constant`. The baseline is set against the best of the others. */
function firstText(plan: Plan, all: readonly Tuned[]): string {
  const leader = best(plan, all);
  if (leader === undefined || meanOf(leader) === undefined) return "";
  const key = JSON.stringify(leader.stratum);
  const others = all.filter((one) => one !== leader && JSON.stringify(one.stratum) === key);
  const rival = baselineIn(all, leader.stratum, leader.against?.schedule) ?? best(plan, others);
  const apart = rival === undefined ? "" : apartText(meanOf(leader), meanOf(rival), nameOf(plan, rival));
  const figure = `${plan.objective.at} ${plan.objective.metric} ${short(meanOf(leader) ?? 0)}`;
  return `${nameOf(plan, leader)} comes first: ${figure}${apart && `, ${apart}`}`;
}

function nothingText(plan: Plan, all: readonly Tuned[], compared: readonly Tuned[]): string {
  const [only, second] = compared;
  const baselines = new Set(compared.map(({ against }) => comparedText(plan, against?.schedule)));
  const isClear = compared.some(({ verdict }) => verdict !== "not distinguishable");
  const several = isClear ? `no ${kindText(plan)} is better than` : `no other ${kindText(plan)} can be told apart from`;
  const finding =
    second === undefined
      ? `${comparedText(plan, only?.schedule)} is ${relationText(plan, only)}`
      : `${several} ${[...baselines].join(", ")}`;
  const first = firstText(plan, all);
  return `Each at ${pointsText(only?.against?.points)}, ${finding}${first && `; ${first}`}.`;
}

/** `p 0.54`, `over 20 data sets: p 0.54` */
const chanceText = (plan: Plan, { against, units }: Tuned) =>
  overText(against?.pHolm ?? 1, units, populationOf(plan, 0));

function relationText(plan: Plan, tuned: Tuned | undefined): string {
  const against = comparedText(plan, tuned?.against?.schedule);
  switch (tuned?.verdict) {
    case "not distinguishable":
      return `not distinguishable from ${against} (${chanceText(plan, tuned)})`;
    case "identical":
      return `identical to ${against}`;
    case "worse":
      return `worse than ${against} (${chanceText(plan, tuned)})`;
    case "diverges more often":
    case "diverges less often":
      return `found to ${tuned.verdict.replace("diverges", "diverge")} than ${against}`;
    default:
      return `not tested against ${against}`;
  }
}

function tallyText(plan: Plan, compared: readonly Tuned[]): string {
  const counts = (["better", "worse", "not distinguishable"] as const).map(
    (verdict) => `${withVerdict(compared, verdict).length} ${verdict}`,
  );
  const others = (["identical", "diverges more often", "diverges less often", "untested"] as const).flatMap(
    (verdict) => {
      const { length } = withVerdict(compared, verdict);
      return length === 0 ? [] : [`${length} ${verdict === "untested" ? "not tested" : verdict}`];
    },
  );
  const all = [...counts, ...others];
  return `Of ${compared.length} comparisons of tuned ${kindText(plan, "s")}, ${all.slice(0, -1).join(", ")} and ${all.at(-1)}.`;
}

/** The fewest seeds that can show a difference. The least p is 2 of 2ⁿ permutations, times the number of tests. */
function seedsNeeded(tests: number): number {
  let seeds = 2;
  while (seeds < MOST_SEEDS && tests >= 0.05 * (1 << (seeds - 1))) seeds++;
  return seeds;
}

/** With more, permutations are drawn, and any number of tests that is made can show a difference. */
const MOST_SEEDS = 11;

/** Where so few seeds cannot show any difference: how many could. */
function reachText(plan: Plan, tested: readonly Tuned[]): string {
  const seeds = Math.min(...tested.map(({ units }) => units));
  const needed = seedsNeeded(tested.length);
  if (seeds >= needed) return "";
  return `${counted(seeds, populationOf(plan, 0).unit)} cannot show a difference between tuned ${kindText(plan, "s")}; ${needed} can.`;
}

/** The same of fresh seeds. */
function freshReachText(compared: readonly Tuned[]): string {
  const tests = compared.flatMap(({ confirmed }) => (confirmed?.tested === undefined ? [] : [confirmed]));
  return blindText("fresh seeds", tests, tests.length);
}

function sensitivityText(plan: Plan, compared: readonly Tuned[]): string {
  return (["less", "more"] as const)
    .flatMap((sensitivity) => {
      const found = compared.filter(({ against }) => against?.sensitivity === sensitivity);
      const names = [...new Set(found.map(({ schedule }) => comparedText(plan, schedule)))];
      if (names.length === 0) return [];
      return [`${sensitivity === "less" ? "Less" : "More"} sensitive to the tuned values: ${names.join(", ")}.`];
    })
    .join(" ");
}

function untestedText(plan: Plan, all: readonly Tuned[]): string {
  const leader = best(plan, all);
  if (leader === undefined || leader.variant === undefined) return "";
  const { unit, overlap } = populationOf(plan, leader.variant);
  const why =
    leader.units === 1
      ? `there is only one ${unit}`
      : plan.compare.isSearched
        ? "points that a search draws differ by luck or seeds are missing"
        : overlap > 0
          ? `${unit}s of one data set share rows, and the permutation test does not allow for that`
          : "their points differ or seeds are missing";
  return `Each at its best point, ${firstText(plan, all)}; this is not tested, because ${why}.`;
}
