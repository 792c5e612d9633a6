// The tape machine: runs the steps of an epoch. Compiled by asc; src/engine/machine.ts is its other half.
import { Op } from "../../tape/op.ts";
import { allFinite } from "./norm.ts";
import { runKernel } from "./step-kernel.ts";
import { count, head } from "./record.ts";

export { allFinite };

/** First byte of memory that is free for data. */
export function heapBase(): usize {
  return (__heap_base + 15) & ~15;
}

/**
 * Runs steps [from, to) of an epoch, each on a batch of `rows` rows.
 * @param tape the records of one step
 * @param order the rows of the data to take, int32: the first batch's, then the next one's …
 */
export function run(tape: usize, order: usize, rows: i32, from: i32, to: i32): void {
  for (let step = from; step < to; step++) {
    let record = tape;
    let word = head(record);
    while ((word & 0xff) != Op.End) {
      runKernel(count(record, 1), order, rows, step);
      record += (word >> 8) << 2;
      word = head(record);
    }
    order += (<usize>rows) << 2;
  }
}
