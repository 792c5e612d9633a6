import { Misfit, within } from "../contracts/part.ts";
import type { Issue, Within } from "../issues/issue.ts";

/** What was bound, or what does not fit: places are paths within the section at fault. */
export type Bound<T> = { readonly value: T } | { readonly issues: readonly Issue<Within>[] };

/** Runs what may find that the part at a place of its section does not fit. */
export function attempt<T>(place: number, make: () => T): Bound<T> {
  try {
    return { value: within(String(place), make) };
  } catch (error) {
    if (!(error instanceof Misfit)) throw error;
    return { issues: [error.issue] };
  }
}

/** What was bound of a section. Throws Misfit for the first issue, under the section's name. */
export function taken<T>(section: string, bound: Bound<T>): T {
  if ("value" in bound) return bound.value;
  const [issue] = bound.issues;
  if (issue === undefined) throw new Error(`${section} is neither bound nor at fault`);
  throw Misfit.of(issue).under(section);
}
