import { type Distribution, type Value, valueAt } from "../contracts/distribution.ts";
import { itemAt } from "../numbers/item-at.ts";
import type { SpaceAxis } from "./space.ts";

/** Above this number of combinations, axes are varied one at a time. */
const MAX_ENDS = 64;
/** A share that is no round number of anything: a value that is not whole shows where only whole ones are allowed. */
const INSIDE = 0.381966;

/** Values at the ends of a space: every combination of choices, with the intervals at all combinations of their ends, if those are few; what lies between, one axis at a time. */
export function* ends(axes: readonly SpaceAxis[]): Generator<readonly Value[]> {
  const isChoice = axes.map(({ distribution }) => distribution.kind === "choice");
  const extremes = axes.map(({ distribution }) => extremesOf(distribution));
  const lows = extremes.map(([low]) => low as Value);
  for (const choices of combinations(extremes, lows, isChoice)) {
    const corners = [
      ...combinations(
        extremes,
        choices,
        isChoice.map((is) => !is),
      ),
    ];
    yield* corners;
    yield extremes.map((values, i) => (isChoice[i] ? choices[i] : values.at(-1)) as Value);
    for (const [i, { distribution }] of axes.entries())
      for (const value of innerOf(distribution)) yield choices.with(i, value);
  }
}

function extremesOf(distribution: Distribution): readonly Value[] {
  if (distribution.kind === "choice") return Array.from({ length: distribution.count }, (_, choice) => choice);
  return [distribution.low, distribution.high];
}

/** Each whole number may be invalid in its own way. */
function innerOf(distribution: Distribution): readonly Value[] {
  if (distribution.kind === "choice") return [];
  const { low, high, step } = distribution;
  if (step === undefined) return [valueAt(distribution, INSIDE)];
  const count = Math.round((high - low) / step) + 1;
  if (count > MAX_ENDS) return [valueAt(distribution, INSIDE)];
  return Array.from({ length: count }, (_, i) => low + i * step);
}

/** All combinations of the values of some axes, the others as in `rest`; where they are many, one axis at a time. */
function combinations(
  values: readonly (readonly Value[])[],
  rest: readonly Value[],
  varied: readonly boolean[],
): readonly (readonly Value[])[] {
  const own = values.map((all, i) => (varied[i] ? all : [itemAt(rest, i)]));
  const count = own.reduce((product, all) => product * all.length, 1);
  if (count > MAX_ENDS) return [rest, ...own.flatMap((all, i) => all.slice(1).map((value) => rest.with(i, value)))];
  return own.reduce<readonly (readonly Value[])[]>(
    (made, all) => made.flatMap((before) => all.map((value) => [...before, value])),
    [[]],
  );
}
