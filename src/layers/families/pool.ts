import type { LayerPlan } from "../../contracts/layer.ts";
import { averagePool, averagePoolGradient, type PoolShape } from "../../kernels/families/pooling.ts";
import { itemAt } from "../../numbers/item-at.ts";
import { stride } from "../../tape/shape.ts";
import type { Tape } from "../../tape/tape.ts";
import type { Pair } from "./spatial.ts";

/** What a window takes along one dimension. */
export interface PoolSpan {
  readonly first: number;
  readonly count: number;
  /** What a mean divides by along it. */
  readonly size: number;
}

/** Windows over images, line by line and column by column. */
export interface PoolWindows {
  readonly input: readonly [channels: number, height: number, width: number];
  readonly vertical: readonly PoolSpan[];
  readonly horizontal: readonly PoolSpan[];
  /** From value to value of a window. */
  readonly dilation: Pair;
}

export const outputOf = ({ input, vertical, horizontal }: PoolWindows) =>
  [input[0], vertical.length, horizontal.length] as const;

/** In bytes. */
const CACHE_LINE = 64;

/** What operations of pooling must know of the windows. Reserves what they need. */
export function poolShape(tape: Tape, { input, vertical, horizontal, dilation }: PoolWindows): PoolShape {
  const [channels, height, width] = input;
  const step = stride(width);
  const [values, outputs] = [height * step, vertical.length * stride(horizontal.length)];
  const table = vertical.flatMap((line) =>
    horizontal.flatMap((column) => [
      line.first * step + column.first,
      line.count,
      column.count,
      line.size * column.size,
    ]),
  );
  const windows = Int32Array.from(table);
  const floats = new Float32Array(windows.buffer);
  for (let at = 3; at < table.length; at += 4) floats[at] = itemAt(table, at);
  const same = (spans: readonly PoolSpan[]) => {
    const count = itemAt(spans, 0).count;
    return spans.every((span) => span.count === count) ? count : 0;
  };
  return {
    ...{ channels, values, outputs, height: vertical.length, width: horizontal.length },
    padding: stride(horizontal.length) - horizontal.length,
    ...{ down: dilation[0] * step, right: dilation[1], lines: same(vertical), columns: same(horizontal) },
    windows: tape.constant(windows),
    scratch: CACHE_LINE * Math.ceil(tape.allocate(16 * (values + outputs) + 12) / CACHE_LINE),
    group: tape.allocate(1),
  };
}

/** Averages over windows of images. */
export function planAveragePool(windows: PoolWindows): LayerPlan {
  const output = outputOf(windows);
  return {
    output,
    parameters: [],
    forward(tape, x) {
      const result = tape.tensor(output);
      const shape = poolShape(tape, windows);
      tape.record(averagePool({ ...shape, input: x.offset, output: result.offset }));
      return {
        output: result,
        backward({ offset }, needsInput) {
          if (!needsInput) return undefined;
          const gradient = tape.tensor(x.shape);
          tape.record(averagePoolGradient({ ...shape, gradient: offset, ofInput: gradient.offset }));
          return gradient;
        },
      };
    },
  };
}
