/** Names that a column of a table or a key of the file has already. */
const TAKEN: ReadonlySet<string> = new Set([
  "seed",
  "seeds",
  "epoch",
  "epochs",
  "step",
  "steps",
  "run",
  "variant",
  "rank",
]);

/**
 * The head of each axis as short as it says which one it is: `lr`, but `1.gamma` beside `2.gamma`, and `data.seed`, because
 * `seed` is the seed of a run.
 */
export function shortHeads(heads: readonly string[]): readonly string[] {
  const found = shortened.get(heads) ?? shorten(heads);
  shortened.set(heads, found);
  return found;
}

/** A table of a million variants asks for the same heads at every row. */
const shortened = new WeakMap<readonly string[], readonly string[]>();

function shorten(heads: readonly string[]): readonly string[] {
  return heads.map((head) => {
    const segments = head.split(".");
    const suffixes = segments.map((_, i) => segments.slice(segments.length - 1 - i).join("."));
    const isOwn = (suffix: string) =>
      !/^[\d.]+$/.test(suffix) &&
      !TAKEN.has(suffix) &&
      heads.every((other) => other === head || (other !== suffix && !other.endsWith(`.${suffix}`)));
    return suffixes.find(isOwn) ?? head;
  });
}
