import type { Span, Suggestion } from "../issues/issue.ts";
import { listed, nearest, rename } from "../issues/suggest.ts";
import type { Path } from "../source/tree.ts";
import { homeOf } from "./key-homes.ts";
import { type Ground, sectionsIn } from "./sections.ts";

/** What to write for a path that does not begin with a section. @param place of the path in the text, where it stands alone */
export function meantPath(
  [first = "", ...rest]: Path,
  place: Span | undefined,
  { registry, forms }: Ground,
): Suggestion<Span> | string {
  const sections = sectionsIn(forms);
  const home = rest.length === 0 ? homeOf(first, registry) : undefined;
  if (home === "seeds") return "seeds are not an axis: use the top-level key seeds";
  const near = nearest(first, sections);
  if (near !== undefined) return rename([near, ...rest].join("."), place);
  if (home !== undefined && home !== first && sections.some((one) => home.startsWith(`${one}.`)))
    return rename(home, place);
  return `a path begins with one of ${listed(sections)}`;
}
