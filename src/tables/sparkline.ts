import { log } from "../numbers/math.ts";

const BLOCKS = "▁▂▃▄▅▆▇█";
/** A scale of more than so many times its least value is logarithmic. */
const WIDE = 30;

/** A curve: its values in order; null where there is none. */
export type CurveValues = readonly (number | null)[];

/** Curves on one scale, so that they can be compared, each as so many blocks. */
export function sparklines(curves: readonly (CurveValues | undefined)[], cells: number): readonly string[] {
  const values = curves.flatMap((curve) => curve ?? []).filter((value) => value !== null);
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  const isLog = low > 0 && high / low > WIDE;
  const on = (value: number) => (isLog ? log(value) : value);
  const [first, last] = [on(low), on(high)];
  const block = (value: number) => {
    const share = last > first ? (on(value) - first) / (last - first) : 0;
    return BLOCKS[Math.min(BLOCKS.length - 1, Math.floor(share * BLOCKS.length))];
  };
  return curves.map((curve = []) => {
    if (curve.length === 0) return "";
    const at = (cell: number) => curve[Math.round((cell * (curve.length - 1)) / Math.max(1, cells - 1))] ?? null;
    const blocks = Array.from({ length: Math.min(cells, curve.length) }, (_, cell) => at(cell));
    return blocks.map((value) => (value === null ? " " : block(value))).join("");
  });
}
