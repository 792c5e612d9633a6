import { type Rng, shuffleInPlace } from "../../random/rng.ts";

/** Row numbers by class, each in the order given. @param classOf the class of a row */
function byClass(rows: ArrayLike<number>, classOf: ArrayLike<number>): Map<number, number[]> {
  const classes = new Map<number, number[]>();
  for (const row of Array.from(rows)) {
    const own = classes.get(classOf[row] as number);
    if (own === undefined) classes.set(classOf[row] as number, [row]);
    else own.push(row);
  }
  return new Map([...classes].sort(([a], [b]) => a - b));
}

/** A class that cannot have a row on either side. */
interface LackingClass {
  readonly class: number;
  readonly rows: number;
}

/**
 * Which class would lack a row on one side if so many rows are held out; undefined where every class can have both.
 * @param fewest rows that each class needs
 */
export function lackingClass(
  rows: ArrayLike<number>,
  classOf: ArrayLike<number>,
  held: number,
  fewest: number,
): LackingClass | undefined {
  const counts = [...byClass(rows, classOf)].map(([index, own]) => ({ class: index, rows: own.length }));
  const smallest = counts.reduce<LackingClass | undefined>(
    (least, one) => (least && least.rows <= one.rows ? least : one),
    undefined,
  );
  const isEnough = held >= counts.length && rows.length - held >= counts.length;
  return smallest === undefined || (smallest.rows >= fewest && isEnough) ? undefined : smallest;
}

/**
 * Of rows in a random order so many, from each class its share: rounded so that all add up, with a row of each class on
 * both sides. Whose share is rounded up where several would be alike is drawn, too.
 */
export function stratifiedPick(shuffled: Int32Array, classOf: ArrayLike<number>, held: number, rng: Rng): number[] {
  const classes = [...byClass(shuffled, classOf).values()];
  const ties = new Int32Array(classes.length);
  shuffleInPlace(ties, rng);
  const ideal = classes.map(({ length }) => (length * held) / shuffled.length);
  const counts = classes.map(({ length }, at) => Math.min(Math.max(Math.floor(ideal[at] as number), 1), length - 1));
  for (let left = held - counts.reduce((sum, count) => sum + count, 0); left !== 0; left -= Math.sign(left)) {
    const step = Math.sign(left);
    let chosen = -1;
    let most = -Infinity;
    for (const at of ties) {
      const count = (counts[at] as number) + step;
      if (count < 1 || count >= (classes[at] as number[]).length) continue;
      const need = step * ((ideal[at] as number) - (counts[at] as number));
      if (need > most) [chosen, most] = [at, need];
    }
    counts[chosen] = (counts[chosen] as number) + step;
  }
  return classes.flatMap((rows, at) => rows.slice(0, counts[at]));
}

/** Rows in a random order, class by class; so every n-th of them has each class's share. */
export const classByClass = (shuffled: Int32Array, classOf: ArrayLike<number>): number[] =>
  [...byClass(shuffled, classOf).values()].flat();
