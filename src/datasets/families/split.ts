import type { DataShape, DataSource, Samples } from "../../contracts/dataset.ts";
import { Misfit, type Warning } from "../../contracts/part.ts";
import type { Sampling } from "../../contracts/sampling.ts";
import { counted } from "../../numbers/counted.ts";
import { itemAt } from "../../numbers/item-at.ts";
import { shuffleInPlace, stream } from "../../random/rng.ts";
import { type HeldOutParams, type Holding, holdingOf } from "./held-out.ts";
import { classByClass, lackingClass, stratifiedPick } from "./stratify.ts";

/** Row numbers of each side, ascending. */
interface Split {
  readonly training: Int32Array;
  readonly validation: Int32Array;
  readonly test: Int32Array;
}

/** Rows there are: those to be split come first, then those of files for validation and for test. */
export interface RowSizes {
  readonly own: number;
  readonly validation?: number;
  readonly test?: number;
}

/** The classes of the rows. */
interface RowClasses {
  readonly of: ArrayLike<number>;
  readonly names: readonly string[];
}

/** What there is to be known of rows for holding some out. */
interface RowFacts {
  /** What the targets are; classes each have their share. */
  readonly targets: RowClasses | "numbers" | "text";
  /** Whether rows are drawn by the data's seed, and not read from a file. */
  readonly isDrawn: boolean;
}

/** How rows are held out. */
interface SplitPlan {
  /** Rows of each side. */
  readonly sizes: Pick<DataShape, "training" | "validation" | "test">;
  /** Whether some of them are held out class by class. */
  readonly isStratified: boolean;
  /** What a data set tells of who draws its rows. */
  readonly drawing: Pick<DataSource, "perSeed" | "sampling" | "checkSeed">;
  readonly warnings: readonly Warning[];
  /** The seed that generated data are drawn by. @param runSeed counts with per seed */
  seedOf(runSeed: number | undefined): number;
  /** Throws Misfit where a class would have no row on some side. */
  at(runSeed: number | undefined): Split;
}

type HeldOutPart = "validation" | "test";

const WAYS = { validation: "validation: 0 holds out none", test: "a larger share, or no test" } as const;

/** How many of the rows a side takes. Throws Misfit when it would take none of them, or all. */
function takenRows(side: HeldOutPart, holding: Holding, rows: number, ofFiles: number): number {
  switch (holding.kind) {
    case "files":
      return ofFiles;
    case "fold": {
      const { folds, fold } = holding;
      if (folds <= rows) return Math.ceil((rows - fold) / folds);
      throw new Misfit(
        side,
        `${side}: ${folds} folds of ${counted(rows, "row")} leave some without a row`,
        `folds: at most ${rows}`,
      );
    }
    case "share": {
      const { share } = holding;
      const taken = Math.round(rows * share);
      if (share === 0 || (taken > 0 && taken < rows)) return taken;
      const found = taken === 0 ? "no row" : "every row";
      throw new Misfit(side, `a share of ${share} holds out ${found} of ${rows}`, WAYS[side]);
    }
  }
}

function isStratified(side: HeldOutPart, holding: Holding, { targets }: RowFacts): boolean {
  if (holding.kind === "files" || (holding.kind === "share" && holding.share === 0)) return false;
  if (typeof targets === "object") return holding.stratify ?? true;
  if (holding.stratify !== true) return false;
  const why = targets === "text" ? "of text each character is a class" : "the targets are numbers";
  throw new Misfit(side, `${side}: ${why}, so nothing can be stratified`, "remove stratify");
}

/**
 * Plans which rows are held out. The test rows are taken first, then those for validation of what is left. Without
 * classes, a larger share holds out the same rows and more.
 * @throws Misfit for shares that do not fit the rows
 */
export function planSplit(sizes: RowSizes, params: HeldOutParams, facts: RowFacts): SplitPlan {
  const { seed } = params;
  const [test, validation] = [holdingOf("test", params.test), holdingOf("validation", params.validation)];
  const testRows = takenRows("test", test, sizes.own, sizes.test ?? 0);
  const left = test.kind === "files" ? sizes.own : sizes.own - testRows;
  const validationRows = takenRows("validation", validation, left, sizes.validation ?? 0);
  const seedOf = (runSeed = 0) => (seed === "per seed" ? runSeed : seed);
  const fixed = seed === "per seed" ? 0 : seed;
  const stratifies = {
    test: isStratified("test", test, facts),
    validation: isStratified("validation", validation, facts),
  };
  const take = (side: HeldOutPart, holding: Holding, rows: Int32Array, count: number, drawn: number) => {
    const classes = stratifies[side] && typeof facts.targets === "object" ? facts.targets : undefined;
    return drawRows(side, holding, rows, { count, classes, seed: holding.kind === "fold" ? fixed : drawn });
  };
  const split = (runSeed: number | undefined): Split => {
    const own = Int32Array.from({ length: sizes.own }, (_, row) => row);
    const tested = take("test", test, own, testRows, facts.isDrawn ? seedOf(runSeed) : 0);
    const rest = without(own, tested);
    const validated = take("validation", validation, rest, validationRows, seedOf(runSeed));
    const from = sizes.own + (sizes.validation ?? 0);
    return {
      training: without(rest, validated),
      validation: validation.kind === "files" ? range(sizes.own, from) : validated,
      test: test.kind === "files" ? range(from, from + testRows) : tested,
    };
  };
  const classes = typeof facts.targets === "object" ? facts.targets : undefined;
  const first = classes && split(undefined);
  // Each seed has rows of its own, and what holds for one need not hold for another.
  const checkSeed = (runSeed: number) =>
    forSeed(runSeed, () => classes && classWarnings(split(runSeed), classes, { validation, test }));
  const training = validation.kind === "files" ? left : left - validationRows;
  return {
    sizes: { training, validation: validationRows, ...(testRows > 0 && { test: testRows }) },
    isStratified: stratifies.test || stratifies.validation,
    drawing: {
      perSeed: seed === "per seed",
      sampling: samplingOf({ validation, test }, seed, facts.isDrawn),
      ...(seed === "per seed" && classes && { checkSeed }),
    },
    warnings: first && classes ? classWarnings(first, classes, { validation, test }) : [],
    seedOf,
    at: split,
  };
}

/** What the split is a sample of. Nothing draws folds of a file anew. */
function samplingOf(
  { validation, test }: Readonly<Record<HeldOutPart, Holding>>,
  seed: HeldOutParams["seed"],
  isDrawn: boolean,
): Sampling {
  // Where test folds are replicates and nothing else is held out, it is these that share rows.
  const tested = test.kind === "fold" ? 1 / (test.folds - 1) : 0;
  switch (validation.kind) {
    case "files":
      return { isDrawn, seed: isDrawn ? seed : undefined, ratio: tested };
    case "fold":
      return { isDrawn, seed: isDrawn || seed !== "per seed" ? seed : undefined, ratio: 1 / (validation.folds - 1) };
    case "share": {
      const { share } = validation;
      return {
        isDrawn,
        seed: isDrawn || share > 0 ? seed : undefined,
        ratio: share === 0 ? tested : share / (1 - share),
      };
    }
  }
}

function forSeed(seed: number, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof Misfit)) throw error;
    throw Misfit.of({ ...error.issue, message: `at seed ${seed}, ${error.message}` });
  }
}

const range = (from: number, to: number) => Int32Array.from({ length: to - from }, (_, at) => from + at);

/** Those of ascending rows that are not among others. */
function without(rows: Int32Array, others: Int32Array): Int32Array {
  if (others.length === 0) return rows;
  // A set holds no more than 2^24 rows.
  const isOut = new Uint8Array((rows.at(-1) ?? -1) + 1);
  for (const row of others) isOut[row] = 1;
  return rows.filter((row) => isOut[row] === 0);
}

interface Draw {
  readonly count: number;
  /** Where each is to have its share. */
  readonly classes: RowClasses | undefined;
  readonly seed: number;
}

/** Rows at random, ascending. */
function drawRows(side: HeldOutPart, holding: Holding, rows: Int32Array, { count, classes, seed }: Draw): Int32Array {
  if (holding.kind === "files" || count === 0) return new Int32Array(0);
  const name = side === "validation" ? ["split"] : ["split", side];
  const order = new Int32Array(rows.length);
  shuffleInPlace(order, stream(seed, ...name));
  const shuffled = order.map((at) => rows[at] as number);
  if (classes !== undefined) checkClasses(side, holding, shuffled, count, classes);
  if (holding.kind === "fold") {
    const { folds, fold } = holding;
    const inTurn = classes === undefined ? [...shuffled] : classByClass(shuffled, classes.of);
    return Int32Array.from(inTurn.filter((_, at) => at % folds === fold)).sort();
  }
  if (classes === undefined) return shuffled.slice(0, count).sort();
  return Int32Array.from(stratifiedPick(shuffled, classes.of, count, stream(seed, ...name, "ties"))).sort();
}

/** Throws Misfit for a class that cannot have rows on both sides. @param rows in the order in which they are held out */
function checkClasses(
  side: HeldOutPart,
  holding: Holding,
  rows: Int32Array,
  count: number,
  { of, names }: RowClasses,
): void {
  const lacking = lackingClass(rows, of, count, holding.kind === "fold" ? holding.folds : 2);
  if (lacking === undefined) return;
  const { rows: own } = lacking;
  const name = JSON.stringify(itemAt(names, lacking.class));
  const has = `the class ${name} has ${counted(own, "row")}`;
  if (holding.kind === "fold") {
    throw new Misfit(side, `${side}: ${has}, fewer than ${holding.folds} folds`, "fewer folds, or stratify: false");
  }
  const share = holding.kind === "share" ? holding.share : 0;
  const trained = new Set(Array.from(rows.subarray(count), (row) => of[row]));
  // Only where no class is held out as a whole by that.
  const plain = rows.every((row) => trained.has(of[row]))
    ? `, or ${side}: {share: ${share}, stratify: false}`
    : ", or leave its rows out";
  if (own < 2) throw new Misfit(side, `${has}, which cannot be on both sides`, `more rows of it${plain}`);
  const message = `a share of ${share} holds out ${count} of ${rows.length} rows, so the class ${name} has no row on one side`;
  throw new Misfit(side, message, `${count < rows.length / 2 ? "a larger" : "a smaller"} share${plain}`);
}

/** Throws Misfit for a class of which nothing is trained on; tells of those that are not held out. */
function classWarnings(
  split: Split,
  { of, names }: RowClasses,
  holdings: Readonly<Record<HeldOutPart, Holding>>,
): readonly Warning[] {
  const among = (rows: Int32Array) => new Set(Array.from(rows, (row) => of[row] as number));
  const [trained, validated, tested] = [among(split.training), among(split.validation), among(split.test)];
  const all = new Set([...trained, ...validated, ...tested]);
  // A class of one row cannot be on both sides.
  const canStratify = Math.min(...countsIn(split, of).values()) > 1;
  for (const index of all) {
    if (trained.has(index)) continue;
    const side = validated.has(index) ? "validation" : "test";
    const message = `all rows of the class "${names[index]}" are held out`;
    const canShare = holdings[side].kind !== "files" && canStratify;
    throw new Misfit(side, message, canShare ? "stratify: true" : "rows of that class to train on, or none at all");
  }
  const lacks = (held: ReadonlySet<number>, parameter: HeldOutPart) =>
    [...(held.size === 0 ? [] : trained)]
      .filter((index) => !held.has(index))
      .map((index) => ({
        parameter,
        message: `no row of the class "${names[index]}" is held out for ${parameter}`,
        remedy:
          holdings[parameter].kind === "files"
            ? "rows of that class in the file"
            : canStratify
              ? "stratify: true"
              : "more rows of each class",
      }));
  return [...lacks(validated, "validation"), ...lacks(tested, "test")];
}

/** How many rows each class has. */
function countsIn({ training, validation, test }: Split, of: ArrayLike<number>): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const rows of [training, validation, test])
    for (const row of rows) counts.set(of[row] as number, (counts.get(of[row] as number) ?? 0) + 1);
  return counts;
}

/** Where rows are taken, side by side. @param take the samples of rows */
export function splitSamples(
  plan: SplitPlan,
  runSeed: number | undefined,
  take: (rows: Int32Array, split: Split) => Samples,
) {
  const split = plan.at(runSeed);
  const { training, validation, test } = split;
  return {
    training: take(training, split),
    validation: validation.length === 0 ? undefined : take(validation, split),
    ...(test.length > 0 && { test: take(test, split) }),
  };
}

/** What of a data set's content its parameters do not tell. Classes were not held out by their shares once. */
export const digestWith = (digest: string, { isStratified }: SplitPlan) =>
  isStratified ? [digest, "stratified"].filter((word) => word !== "").join(" ") : digest;

/** The samples' rows with these numbers, in this order. */
export function pick(samples: Samples, rows: Int32Array): Samples {
  const take = (values: Float32Array) => {
    const width = values.length / samples.rows;
    const taken = new Float32Array(rows.length * width);
    rows.forEach((row, at) => {
      taken.set(values.subarray(row * width, (row + 1) * width), at * width);
    });
    return taken;
  };
  return { rows: rows.length, x: take(samples.x), y: take(samples.y) };
}
