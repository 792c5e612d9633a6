import type { Registry } from "../contracts/registry.ts";
import type { Span, Suggestion } from "../issues/issue.ts";
import { listed, nearest, rename } from "../issues/suggest.ts";
import { START } from "../source/places.ts";
import type { MapNode, Path } from "../source/tree.ts";
import { keysOf, SECTIONS, SLOTS } from "./sections.ts";

const EMPTY: MapNode = { kind: "map", entries: new Map(), at: START };

/** What to write for a path that does not begin with a section. @param place of the path in the text, where it stands alone */
export function meantPath(
  [first = "", ...rest]: Path,
  place: Span | undefined,
  registry: Registry,
): Suggestion<Span> | string {
  if (first === "seed" || first === "seeds") return "seeds are not an axis: use the top-level key seeds";
  const near = nearest(first, SECTIONS);
  if (near !== undefined) return rename([near, ...rest].join("."), place);
  const section = rest.length === 0 ? sectionWith(first, registry) : undefined;
  if (section !== undefined) return rename(`${section}.${first}`, place);
  return `a path begins with one of ${listed(SECTIONS)}`;
}

/** The section that has such a parameter; the last of several, as `lr` is more often the optimizer's. */
function sectionWith(key: string, registry: Registry): string | undefined {
  if (keysOf("training", EMPTY, registry).includes(key)) return "training";
  const having = Object.entries(SLOTS).filter(([, slot]) =>
    Object.values(registry[slot]).some(({ params }) => Object.hasOwn(params.properties, key)),
  );
  return having.at(-1)?.[0];
}
