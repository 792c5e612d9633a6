import type { Edit, Issue, Span } from "./issue.ts";

/** The text with edits applied. Of two that overlap, the first one is applied. */
export function applyEdits(text: string, edits: readonly Edit<Span>[]): string {
  const sorted = [...edits].sort((a, b) => a.place.offset - b.place.offset);
  let edited = "";
  let end = 0;
  for (const { place, text: replacement } of sorted) {
    if (place.offset < end) continue;
    edited += text.slice(end, place.offset) + replacement;
    end = place.offset + place.length;
  }
  return edited + text.slice(end);
}

/** The first edit of an issue, undefined where none of its suggestions has one. */
export function editOf<P>({ suggestions }: Issue<P>): Edit<P> | undefined {
  return suggestions.find(({ edit }) => edit !== undefined)?.edit;
}
