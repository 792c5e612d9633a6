import type { Issues } from "../issues/collector.ts";
import { issue } from "../issues/issue.ts";
import type { MapNode } from "../source/tree.ts";
import { readKey } from "./top-level.ts";

/** The seeds that a variant may have, and the numbers of them after which results are looked at. */
interface SeedsToTry {
  readonly pool: readonly number[];
  /** Ascending, up to the pool's length. One: all variants have all seeds. */
  readonly looks: readonly number[];
}

/** `seeds` as written. */
type WrittenSeeds = number | readonly number[] | { readonly at_least: number; readonly at_most: number } | undefined;

export function readSeeds(root: MapNode, issues: Issues): SeedsToTry {
  const seeds = readKey(root, "seeds", issues) as WrittenSeeds;
  const node = root.entries.get("seeds")?.value;
  if (typeof seeds === "number") return all(countedFromZero(seeds));
  if (seeds === undefined) return all([0]);
  if ("at_least" in seeds) {
    const { at_least: least, at_most: most } = seeds;
    const at = node?.kind === "map" ? node.entries.get("at_most")?.value.at : undefined;
    if (most <= least && at !== undefined)
      issues.add(issue("invalid", at, `seeds.at_most must be above at_least, found ${most}`, `write ${2 * least}`));
    return { pool: countedFromZero(Math.max(least, most)), looks: doubling(least, most) };
  }
  const large = seeds.find((seed) => !Number.isSafeInteger(seed));
  if (large !== undefined && node !== undefined)
    issues.add(
      issue("number", node.at, `the seed ${large} is too large to be exact`, `at most ${Number.MAX_SAFE_INTEGER}`),
    );
  return all(seeds);
}

const all = (pool: readonly number[]): SeedsToTry => ({ pool, looks: [pool.length] });

const countedFromZero = (count: number) => Array.from({ length: count }, (_, seed) => seed);

/** 5, 10, 20, 40. */
function doubling(least: number, most: number): readonly number[] {
  const looks = [least];
  for (let next = 2 * least; next < most; next *= 2) looks.push(next);
  return most > least ? [...looks, most] : looks;
}
