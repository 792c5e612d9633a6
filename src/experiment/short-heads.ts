import type { Cell } from "../contracts/cell.ts";

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

/** Axes whose values are parts. */
const PARTS: ReadonlySet<string> = new Set(["scheduler", "optimizer", "loss", "type"]);

/**
 * A value as it stands in a sentence or a label: the name of a schedule or another part speaks for itself; a number, or a word
 * that is the value of a parameter, says of which: `lr=0.3`, `anneal_strategy=cos`.
 * @param head whole @param short as by {@link shortHeads} @param text of the value
 */
export function valueText(head: string, short: string, cell: Exclude<Cell, null>, text: string): string {
  const last = /\.([A-Za-z_]\w*)$/.exec(head)?.[1];
  const isParameter = last !== undefined && !PARTS.has(last) && !head.includes(" + ");
  return typeof cell === "string" && !isParameter ? text : `${short}=${text}`;
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
