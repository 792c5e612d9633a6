import { normal, type Rng, stream } from "../../src/random/rng.ts";
import { equivalenceP } from "../../src/statistics/equivalence.ts";
import { compare } from "../../src/statistics/estimate.ts";
import { bestPoint, type Losses, permutationTest, pointMeans } from "../../src/statistics/tuned-statistics.ts";

/** Two schedules over the same rates: how the mean loss of each goes over them, in standard deviations of a run. */
export interface TunedScenario {
  readonly title: string;
  readonly own: (rate: number) => number;
  readonly other: (rate: number) => number;
  /** Whether the two are equally good at their best rates. */
  readonly isEqual: boolean;
}

/** Losses rise with the square of the distance from the best rate, whose place is 3.5 or `best`. */
const bowl =
  (width: number, best = 3.5, lowest = 0) =>
  (rate: number) =>
    lowest + ((rate - best) / width) ** 2;

export const TUNED_SCENARIOS: readonly TunedScenario[] = [
  { title: "both respond alike to the rate", own: bowl(2), other: bowl(2), isEqual: true },
  { title: "neither responds to the rate", own: () => 0, other: () => 0, isEqual: true },
  { title: "one is best two rates further up", own: bowl(2, 2.5), other: bowl(2, 4.5), isEqual: true },
  { title: "one has a flatter curve", own: bowl(8), other: bowl(1), isEqual: true },
  { title: "one does not respond, the other steeply", own: () => 0, other: bowl(0.5, 3), isEqual: true },
  { title: "one is better by 0.8", own: bowl(2, 3.5, -0.8), other: bowl(2), isEqual: false },
];

/** Shares of repetitions that claim a difference at 5 %. */
export interface Claims {
  readonly permutation: number;
  /** Of the paired t-test at the two chosen rates. */
  readonly t: number;
  /** Of both: what the program calls better or worse. */
  readonly both: number;
}

const RATES = 8;

/** Losses at 8 rates: the curve, what a seed does to both schedules alike, and noise of a run. */
function drawn(curve: (rate: number) => number, ofSeed: readonly number[], rng: Rng): Losses {
  return Array.from({ length: RATES }, (_, rate) =>
    Float64Array.from(ofSeed, (common) => curve(rate) + common + normal(rng)),
  );
}

/** How often comparisons of two schedules, each at its best rate, claim a difference. */
export function claimsOf({ title, own, other }: TunedScenario, seeds: number, repetitions: number): Claims {
  const rng = stream(0, "simulate", "tuned", title, seeds);
  let [permutation, t, both] = [0, 0, 0];
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const ofSeed = Array.from({ length: seeds }, () => normal(rng));
    const [a, b] = [drawn(own, ofSeed, rng), drawn(other, ofSeed, rng)];
    const p =
      permutationTest(
        a,
        b,
        () => 0,
        () => rng,
      )?.p ?? 1;
    const [mine, theirs] = [a, b].map((losses) => losses[bestPoint(pointMeans(losses))] as Float64Array);
    const paired = compare([...(mine as Float64Array)].map((loss, seed) => loss - (theirs?.[seed] as number)));
    const isT = paired.kind === "paired" && paired.p < 0.05;
    if (p < 0.05) permutation++;
    if (isT) t++;
    if (p < 0.05 && isT) both++;
  }
  return { permutation: permutation / repetitions, t: t / repetitions, both: both / repetitions };
}

/** What two schedules differ by at their best rates, in standard deviations of a run, and the margin of their equivalence. */
const MARGIN = 2;

/**
 * How often two one-sided t-tests at the two chosen rates would call schedules equivalent that differ by the margin, so that
 * 5 % were right. The worse one is alike at all rates, so that the best of them profits more from luck.
 */
export function equivalenceErrors(seeds: number, repetitions: number): number {
  const rng = stream(0, "simulate", "equivalent", seeds);
  let errors = 0;
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const ofSeed = Array.from({ length: seeds }, () => normal(rng));
    const [flat, steep] = [drawn(() => MARGIN, ofSeed, rng), drawn(bowl(0.5, 3), ofSeed, rng)].map(
      (losses) => losses[bestPoint(pointMeans(losses))] as Float64Array,
    ) as [Float64Array, Float64Array];
    const paired = compare([...flat].map((loss, seed) => loss - (steep[seed] as number)));
    if (paired.kind === "paired" && equivalenceP(paired, MARGIN) < 0.05) errors++;
  }
  return errors / repetitions;
}
