import leven from "leven";

/** The candidate nearest to a word, if it is near enough to be what was meant. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const folded = word.toLowerCase();
  let best: string | undefined;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = leven(folded, candidate.toLowerCase());
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** "did you mean 'lr'?", else the alternative. */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  const near = nearest(word, candidates);
  return near === undefined ? undefined : `did you mean '${near}'?`;
}

/** For a list of what is allowed: "a, b, c". */
export function listed(names: Iterable<string>): string {
  return [...names].join(", ");
}
