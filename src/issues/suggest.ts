import leven from "leven";
import type { Suggestion } from "./issue.ts";

/** Shorter words are in too many others. */
const SHORTEST_PART = 3;

/** The candidate that a word was meant to be: a near one, else one that has it as a part ("cosine", "mse", "plateau"). */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const all = [...candidates];
  return nearestByLetters(word, all) ?? shortestWith(word, all);
}

function shortestWith(word: string, candidates: readonly string[]): string | undefined {
  if (word.length < SHORTEST_PART) return undefined;
  const folded = word.toLowerCase();
  const within = candidates.filter((candidate) => candidate.toLowerCase().includes(folded));
  return within.sort((a, b) => a.length - b.length)[0];
}

function nearestByLetters(word: string, candidates: readonly string[]): string | undefined {
  const folded = word.toLowerCase();
  let best: string | undefined;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = distanceOf(folded, candidate.toLowerCase());
    // Of one letter each, two names have nothing in common.
    const isNear = distance === 0 || distance < Math.max(word.length, candidate.length);
    if (isNear && distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** Letters that differ. Two neighbours that changed places are one slip. */
function distanceOf(a: string, b: string): number {
  const distance = leven(a, b);
  return distance === 2 && isSwapped(a, b) ? 1 : distance;
}

const isSwapped = (a: string, b: string) =>
  [...a].some((_, i) => a.slice(0, i) + a.slice(i + 1, i + 2) + a.slice(i, i + 1) + a.slice(i + 2) === b);

/** To write another name at a place. @param text the name as it is written there, where that differs */
export function rename<P = never>(name: string, place?: P, text = name): Suggestion<P> {
  return { kind: "rename", name, ...(place !== undefined && { edit: { place, text } }) };
}

/** To write the nearest of the candidates at a place; undefined when none is near. */
export function didYouMean<P = never>(
  word: string,
  candidates: Iterable<string>,
  place?: P,
): Suggestion<P> | undefined {
  const near = nearest(word, candidates);
  return near === undefined ? undefined : rename(near, place);
}

/** To write the nearest of the candidates, else any of them. @param place of the word */
export function oneOf<P = never>(word: string, candidates: readonly string[], place?: P): Suggestion<P> | undefined {
  return didYouMean(word, candidates, place) ?? choose(candidates);
}

/** To choose among names; undefined when there are none. */
export function choose(
  names: readonly string[],
): { readonly kind: "choose"; readonly names: readonly string[] } | undefined {
  return names.length === 0 ? undefined : { kind: "choose", names };
}

/** To write a text at a place. */
export function write<P = never>(text: string, place?: P, reason?: string): Suggestion<P> {
  return { kind: "write", text, reason, ...(place !== undefined && { edit: { place, text } }) };
}

/** For a list of what is allowed: "a, b, c". */
export function listed(names: Iterable<string>): string {
  return [...names].join(", ");
}

/** More names than a reader looks through, and how many are shown of them. */
const MANY = 25;
const SHOWN = 12;

/** The same, of many names only the first. */
export function listedInShort(names: readonly string[]): string {
  return names.length <= MANY ? listed(names) : `${listed(names.slice(0, SHOWN))} … (${names.length - SHOWN} more)`;
}
