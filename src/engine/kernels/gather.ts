// Copying a batch out of the data.
import { address, count } from "./record.ts";

/** Copies rows of 16·vectors bytes: target[r] = source[order[r]]. */
function gatherRows(source: usize, target: usize, vectors: i32, order: usize, rows: i32): void {
  const bytes = (<usize>vectors) << 4;
  const end = order + ((<usize>rows) << 2);
  for (; order < end; order += 4) {
    let from = source + <usize>load<u32>(order) * bytes;
    const rowEnd = target + bytes;
    for (; target < rowEnd; target += 16) {
      v128.store(target, v128.load(from));
      from += 16;
    }
  }
}

/** Op.Gather */
export function gather(record: usize, order: usize, rows: i32): void {
  gatherRows(address(record, 1), address(record, 2), count(record, 3), order, rows);
  gatherRows(address(record, 4), address(record, 5), count(record, 6), order, rows);
}
