import { valueAt } from "../../contracts/distribution.ts";
import type { SearchAxis, Values } from "../../contracts/search.ts";
import { stream, uniform } from "../../random/rng.ts";

/** Values that are drawn at random. A trial's are the same at each point of the grid, so that its points compare. */
export function drawn(axes: readonly SearchAxis[], seed: number, trial: number): Values {
  return axes.map(({ key, distribution }) => valueAt(distribution, uniform(stream(seed, "search", trial, key), 0, 1)));
}
