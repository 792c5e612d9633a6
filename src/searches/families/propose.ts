import type { Distribution, Value } from "../../contracts/distribution.ts";
import type { History } from "../../contracts/search.ts";
import { itemAt } from "../../numbers/item-at.ts";
import type { Rng } from "../../random/rng.ts";
import { parzen } from "./parzen.ts";

/** How many of the trials count as good. Optuna's default_gamma. */
const goodOf = (count: number) => Math.min(Math.ceil(0.1 * count), 25);

/**
 * The next point to try: the candidate, drawn where good trials are dense, that is most likely good and not bad. Trials
 * still being tried count as bad, so that points chosen at once keep away from each other (Optuna's constant liar). Axes
 * that all trials have are estimated together, each other one by itself from the trials that have it.
 * Bergstra et al., "Algorithms for Hyper-Parameter Optimization", 2011; defaults as optuna.samplers.TPESampler 5.0.
 */
export function propose(
  axes: readonly Distribution[],
  { trials, ranking }: History,
  candidates: number,
  rng: Rng,
): readonly Value[] {
  const good = new Set(ranking.slice(0, goodOf(ranking.length)));
  const places = axes.map((_, axis) => axis);
  const isShared = (axis: number) => trials.every((trial) => trial[axis] !== null);
  const groups = [places.filter(isShared), ...places.filter((axis) => !isShared(axis)).map((axis) => [axis])];
  const point: Value[] = axes.map(() => 0);
  for (const group of groups) {
    if (group.length === 0) continue;
    const having = (isGood: boolean) =>
      trials
        .filter((trial, i) => good.has(i) === isGood && group.every((axis) => trial[axis] !== null))
        .map((trial) => group.map((axis) => trial[axis] as Value));
    const own = group.map((axis) => itemAt(axes, axis));
    const best = mostTelling(own, having(true), having(false), candidates, rng);
    group.forEach((axis, i) => {
      point[axis] = itemAt(best, i);
    });
  }
  return point;
}

function mostTelling(
  axes: readonly Distribution[],
  good: readonly (readonly Value[])[],
  bad: readonly (readonly Value[])[],
  candidates: number,
  rng: Rng,
): readonly Value[] {
  const [likely, unlikely] = [parzen(axes, good), parzen(axes, bad)];
  let best: readonly Value[] = [];
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < candidates; i++) {
    const candidate = likely.sample(rng);
    const gain = likely.logDensity(candidate) - unlikely.logDensity(candidate);
    if (gain <= most && i > 0) continue;
    best = candidate;
    most = gain;
  }
  return best;
}
