import { itemAt } from "../../src/numbers/item-at.ts";
import { normal, type Rng, shuffleInPlace, stream } from "../../src/random/rng.ts";
import { compare } from "../../src/statistics/estimate.ts";

/** How two equally good schedules are compared over replicates. */
interface ReplicateScenario {
  readonly title: string;
  /** The differences of units, as the program tests them, and what it allows for in their variance. */
  draw(rng: Rng): { readonly units: readonly number[]; readonly overlap: number; readonly naive: readonly number[] };
}

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const list = <T>(length: number, of: (i: number) => T) => Array.from({ length }, (_, i) => of(i));

/** Each run counted by itself, though those of a data set have its luck in common. Both kinds of luck are of one size. */
const dataSets = (count: number, seeds: number): ReplicateScenario => ({
  title: `${count} data sets of ${seeds} seeds`,
  draw(rng) {
    const runs = list(count, () => {
      const ofData = normal(rng);
      return list(seeds, () => ofData + normal(rng));
    });
    return { units: runs.map(meanOf), overlap: 0, naive: runs.flat() };
  },
});

const ROWS = 120;

/** What one data set says of the schedules, by choices of the rows that are held out. */
interface Choices {
  readonly title: string;
  readonly count: number;
  /** Rows held out of each. */
  readonly rows: number;
  /** What a row trained on decides, where one that is held out decides 1. */
  readonly ofTraining: 0 | 1;
  heldOut(rng: Rng, choice: number): Iterable<number>;
}

function overRows({ title, count, rows, ofTraining, heldOut }: Choices): ReplicateScenario {
  const trained = ROWS - rows;
  return {
    title: `${count} ${title}${ofTraining === 1 ? ", where rows trained on matter as much as those held out" : ""}`,
    draw(rng) {
      const [asHeldOut, asTrainedOn] = [list(ROWS, () => normal(rng)), list(ROWS, () => ofTraining * normal(rng))];
      const all = ROWS * meanOf(asTrainedOn);
      const units = list(count, (choice) => {
        const held = [...heldOut(rng, choice)];
        const [own, left] = [asHeldOut, asTrainedOn].map((of) => meanOf(held.map((row) => itemAt(of, row))));
        return Number(own) + (all - rows * Number(left)) / trained;
      });
      return { units, overlap: rows / trained, naive: units };
    },
  };
}

const folds = (count: number, ofTraining: 0 | 1) =>
  overRows({
    ...{ title: "folds", count, rows: ROWS / count, ofTraining },
    heldOut: (_, fold) => list(ROWS / count, (i) => fold + i * count),
  });

const splits = (count: number, ofTraining: 0 | 1) =>
  overRows({
    ...{ title: "splits, a fifth held out", count, rows: ROWS / 5, ofTraining },
    heldOut(rng) {
      const order = Int32Array.from(list(ROWS, (row) => row));
      shuffleInPlace(order, rng);
      return order.subarray(0, ROWS / 5);
    },
  });

export const REPLICATE_SCENARIOS: readonly ReplicateScenario[] = [
  dataSets(5, 4),
  dataSets(20, 4),
  ...([0, 1] as const).flatMap((ofTraining) => [folds(5, ofTraining), splits(10, ofTraining), splits(30, ofTraining)]),
];

/** Shares of repetitions that claim a difference at 5 %, where there is none: as the program tests, and by a t-test that knows of no replicates. */
export function replicateErrors({ title, draw }: ReplicateScenario, repetitions: number) {
  const rng = stream(0, "simulate", "replicates", title);
  let [own, naive] = [0, 0];
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const drawn = draw(rng);
    if (isClaimed(drawn.units, drawn.overlap)) own++;
    if (isClaimed(drawn.naive, 0)) naive++;
  }
  return { own: own / repetitions, naive: naive / repetitions };
}

function isClaimed(differences: readonly number[], overlap: number): boolean {
  const found = compare(differences, 0, overlap);
  return found.kind === "paired" && found.p < 0.05;
}
