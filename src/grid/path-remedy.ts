import type { Registry } from "../contracts/registry.ts";
import { didYouMean, listed } from "../issues/suggest.ts";
import type { MapNode, Path } from "../source/tree.ts";
import { keysOf, SECTIONS, SLOTS } from "./sections.ts";

const EMPTY: MapNode = { kind: "map", entries: new Map(), at: 0 };

/** What a path that begins with no section is meant to be. */
export function pathRemedy([first = "", ...rest]: Path, registry: Registry): string {
  if (first === "seed" || first === "seeds") return "seeds are given by the top-level key seeds";
  const near = didYouMean(first, SECTIONS);
  if (near !== undefined) return `did you mean '${[near.slice("did you mean '".length, -2), ...rest].join(".")}'?`;
  if (rest.length === 0 && keysOf("training", EMPTY, registry).includes(first))
    return `did you mean 'training.${first}'?`;
  const [section] =
    Object.entries(SLOTS)
      .toReversed()
      .find(([, slot]) =>
        Object.values(registry[slot]).some(({ params }) => Object.hasOwn(params.properties, first)),
      ) ?? [];
  if (rest.length === 0 && section !== undefined) return `did you mean '${section}.${first}'?`;
  return `a path begins with ${listed(SECTIONS)}`;
}
