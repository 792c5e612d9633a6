import leven from "leven";

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
