import { type Distribution, type Value, valueAt } from "../contracts/distribution.ts";
import type { SearchAxis, Trial, Values } from "../contracts/search.ts";
import type { TrialSpace } from "./distinct-trials.ts";
import { ends } from "./space-ends.ts";

/** Combinations of values that are listed: each is tried out. A search for more than a share of them needs the list. */
const mostListed = (runs: number) => Math.min(100_000, Math.max(1_000, 4 * runs));

/**
 * The space of a search at a place, where some of its axes may not apply.
 * @param tried null where an axis does not apply
 */
export function trialSpace(
  axes: readonly (SearchAxis & EndsAxis)[],
  runs: number,
  tried: (values: Values) => Trial,
): TrialSpace {
  const atEnds = [...ends(axes)].map(tried);
  const ever = axes.map((_, axis) => atEnds.some((trial) => trial[axis] !== null));
  const always = axes.map((_, axis) => atEnds.every((trial) => trial[axis] !== null));
  const counts = axes.map(({ distribution }, axis) => (ever[axis] ? countOf(distribution) : 1));
  const size = counts.reduce((product, count) => product * count, 1);
  const isOpen = counts.some((count, axis) => count === Infinity && always[axis]);
  if (size > mostListed(runs)) return { all: undefined, isOpen, tried };
  const distinct = new Map<string, Values>();
  for (const values of combinationsOf(axes, counts)) {
    const key = tried(values).join();
    if (!distinct.has(key)) distinct.set(key, values);
  }
  return { all: [...distinct.values()], isOpen: false, tried };
}

type EndsAxis = Parameters<typeof ends>[0][number];

/** How many values a distribution has. */
function countOf(distribution: Distribution): number {
  if (distribution.kind === "choice") return distribution.count;
  const { low, high, step } = distribution;
  return step === undefined ? Infinity : Math.round((high - low) / step) + 1;
}

function* combinationsOf(axes: readonly SearchAxis[], counts: readonly number[]): Generator<Values> {
  const size = counts.reduce((product, count) => product * count, 1);
  for (let combination = 0; combination < size; combination++) {
    let rest = combination;
    yield axes.map(({ distribution }, axis) => {
      const count = counts[axis] as number;
      const index = rest % count;
      rest = Math.floor(rest / count);
      return nth(distribution, index, count);
    });
  }
}

/** In the middle of its share, so that rounding leads to no other. */
const nth = (distribution: Distribution, index: number, count: number): Value =>
  valueAt(distribution, count === 1 ? 0 : (index + 0.5) / count);
