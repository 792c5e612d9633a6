import { splat } from "./vector.ts";

/** target [columns, stride(rows)] = transpose of source [rows, stride(columns)]; both in whole vectors, padding zero. */
export function transpose(source: usize, target: usize, rows: i32, columns: i32): void {
  const from = (<usize>((columns + 3) & ~3)) << 2;
  const to = (<usize>((rows + 3) & ~3)) << 2;
  const zero = splat(0);
  for (let row = 0; row < rows; row += 4) {
    for (let column = 0; column < columns; column += 4) {
      const s = source + <usize>row * from + ((<usize>column) << 2);
      const r0 = v128.load(s);
      const r1 = row + 1 < rows ? v128.load(s + from) : zero;
      const r2 = row + 2 < rows ? v128.load(s + 2 * from) : zero;
      const r3 = row + 3 < rows ? v128.load(s + 3 * from) : zero;
      const low01 = v128.shuffle<i32>(r0, r1, 0, 4, 1, 5);
      const high01 = v128.shuffle<i32>(r0, r1, 2, 6, 3, 7);
      const low23 = v128.shuffle<i32>(r2, r3, 0, 4, 1, 5);
      const high23 = v128.shuffle<i32>(r2, r3, 2, 6, 3, 7);
      const t = target + <usize>column * to + ((<usize>row) << 2);
      v128.store(t, v128.shuffle<i32>(low01, low23, 0, 1, 4, 5));
      if (column + 1 < columns) v128.store(t + to, v128.shuffle<i32>(low01, low23, 2, 3, 6, 7));
      if (column + 2 < columns) v128.store(t + 2 * to, v128.shuffle<i32>(high01, high23, 0, 1, 4, 5));
      if (column + 3 < columns) v128.store(t + 3 * to, v128.shuffle<i32>(high01, high23, 2, 3, 6, 7));
    }
  }
}
