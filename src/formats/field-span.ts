import type { Span } from "../issues/issue.ts";

/**
 * Where a field of a record stands, without spaces around it.
 * @param from where the record begins
 * @param column its number, from 0
 */
export function fieldSpan(text: string, from: number, column: number, delimiter: string): Span {
  let start = from;
  for (let left = column; left > 0; left--) start = endOfField(text, start, delimiter) + 1;
  const field = text.slice(start, endOfField(text, start, delimiter));
  const before = field.length - field.trimStart().length;
  return { offset: start + before, length: field.trim().length };
}

/** The delimiter or line end behind a field. */
function endOfField(text: string, start: number, delimiter: string): number {
  let at = start;
  while (text[at] === " ") at++;
  let isQuoted = text[at] === '"';
  if (isQuoted) at++;
  for (; at < text.length; at++) {
    const one = text[at];
    if (isQuoted && one === '"') {
      // Two of them are one within the field.
      if (text[at + 1] === '"') at++;
      else isQuoted = false;
    } else if (!isQuoted && (one === delimiter || one === "\n" || one === "\r")) break;
  }
  return at;
}
