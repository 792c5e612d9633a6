// Values in other lines. Lines are padded with zeros; offsets are in bytes.
import { fixed, type Kernel } from "../language/kernel.ts";
import { defineOperation } from "../operation.ts";
import { alongLines, LANES } from "./each-vector.ts";

/** `lines` long ones are `merged` short ones of `width` values each. */
type MergedLines = {
  readonly width: number;
  readonly lines: number;
  readonly merged: number;
};

type LayoutPlaces = {
  readonly from: number;
  readonly to: number;
};

/** [rows·lines·merged, width] → [rows·lines, width·merged] */
export const merge = defineOperation<MergedLines & LayoutPlaces>("Merge", {
  isDivisible: true,
  emit: (kernel, { from, to, lines, ...shape }, { rows }) =>
    mergeLines(kernel, { from, to }, { lines: rows * lines, ...shape }),
});

/** The way back. */
export const split = defineOperation<MergedLines & LayoutPlaces>("Split", {
  isDivisible: true,
  emit: (kernel, { from, to, lines, ...shape }, { rows }) =>
    splitLines(kernel, { from, to }, { lines: rows * lines, ...shape }),
});

const bytesOf = (width: number) => 16 * Math.ceil(width / 4);

/** [lines·merged, width] → [lines, width·merged] */
function mergeLines(kernel: Kernel, places: LayoutPlaces, { width, lines, merged }: MergedLines): void {
  const own = kernel.portion(lines);
  const from = kernel.pointer(fixed(places.from + merged * bytesOf(width) * own.from));
  const to = kernel.pointer(fixed(places.to + bytesOf(width * merged) * own.from));
  const padding = bytesOf(width * merged) - 4 * width * merged;
  const zero = kernel.float(0, 4);
  kernel.repeat(own.count, () => {
    kernel.repeat(merged, () => {
      alongLines(kernel, width, { from, to }, ({ at, count }) =>
        kernel.store(at.to, kernel.load(at.from, LANES, count), count),
      );
      kernel.advance(from, bytesOf(width));
      kernel.advance(to, 4 * width);
    });
    if (padding > 0) kernel.store(to.at(), zero, padding / 4);
    kernel.advance(to, padding);
  });
}

/** [lines, width·merged] → [lines·merged, width] */
function splitLines(kernel: Kernel, places: LayoutPlaces, { width, lines, merged }: MergedLines): void {
  const own = kernel.portion(lines);
  const from = kernel.pointer(fixed(places.from + bytesOf(width * merged) * own.from));
  const to = kernel.pointer(fixed(places.to + merged * bytesOf(width) * own.from));
  kernel.repeat(own.count, () => {
    kernel.repeat(merged, () => {
      // Lanes that are not loaded are 0, as the padding is to be.
      alongLines(kernel, width, { from, to }, ({ at, count }) =>
        kernel.store(at.to, kernel.load(at.from, LANES, count), bytesOf(count) / 4),
      );
      kernel.advance(from, 4 * width);
      kernel.advance(to, bytesOf(width));
    });
    kernel.advance(from, bytesOf(width * merged) - 4 * width * merged);
  });
}
