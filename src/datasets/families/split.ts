import type { Samples } from "../../contracts/dataset.ts";
import { Misfit } from "../../contracts/part.ts";
import { shuffleInPlace, stream } from "../../random/rng.ts";

/** Row numbers of both sides of a split, ascending. */
interface Split {
  readonly training: Int32Array;
  readonly validation: Int32Array;
}

/**
 * The number of rows that the parameter `validation` holds out.
 * @throws Misfit if a share above 0 would hold out no row or every row
 */
export function heldOutRows(rows: number, share: number): number {
  const held = Math.round(rows * share);
  if (share === 0 || (held > 0 && held < rows)) return held;
  const found = held === 0 ? "no row" : "every row";
  throw new Misfit("validation", `a share of ${share} holds out ${found} of ${rows}`, "validation: 0 holds out none");
}

/**
 * Holds out random rows. The result depends only on the arguments. A larger share holds out the same rows and more.
 * @throws Misfit as {@link heldOutRows}
 */
export function split(rows: number, share: number, seed: number): Split {
  const held = heldOutRows(rows, share);
  const order = new Int32Array(rows);
  shuffleInPlace(order, stream(seed, "split"));
  return { validation: order.slice(0, held).sort(), training: order.slice(held).sort() };
}

/** The samples' rows with these numbers, in this order. */
export function pick(samples: Samples, rows: Int32Array): Samples {
  const take = (values: Float32Array) => {
    const width = values.length / samples.rows;
    const taken = new Float32Array(rows.length * width);
    rows.forEach((row, at) => {
      taken.set(values.subarray(row * width, (row + 1) * width), at * width);
    });
    return taken;
  };
  return { rows: rows.length, x: take(samples.x), y: take(samples.y) };
}
