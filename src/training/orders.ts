import { shuffleInPlace, stream } from "../random/rng.ts";

/** No more than this is kept of the orders drawn, in bytes. */
const ROOM = 32 << 20;

/**
 * The order of the training rows in each epoch. Runs of one seed share it, whatever else they differ in, so it is drawn
 * once for runs that follow each other.
 */
export class Orders {
  #seed: number | undefined;
  #rows = 0;
  readonly #byEpoch = new Map<number, Int32Array>();
  #scratch = new Int32Array(0);
  #inOrder = new Int32Array(0);

  /** Rows 0 … rows − 1 as they stand. */
  inOrder(rows: number): Int32Array {
    if (this.#inOrder.length !== rows) this.#inOrder = Int32Array.from({ length: rows }, (_, row) => row);
    return this.#inOrder;
  }

  /** A random order of the rows, from the stream (seed, "order", epoch). Valid until the next call. */
  shuffled(seed: number, rows: number, epoch: number): Int32Array {
    if (this.#seed !== seed || this.#rows !== rows) this.#forget(seed, rows);
    const known = this.#byEpoch.get(epoch);
    if (known !== undefined) return known;
    const hasRoom = (this.#byEpoch.size + 1) * rows * 4 <= ROOM;
    const order = hasRoom ? new Int32Array(rows) : this.#scratch;
    shuffleInPlace(order, stream(seed, "order", epoch));
    if (hasRoom) this.#byEpoch.set(epoch, order);
    return order;
  }

  #forget(seed: number, rows: number): void {
    this.#seed = seed;
    this.#rows = rows;
    this.#byEpoch.clear();
    this.#scratch = new Int32Array(rows);
  }
}
