import type { LayerPlan } from "../../contracts/layer.ts";
import { Op } from "../../tape/op.ts";
import type { Shape } from "../../tape/shape.ts";
import { geometryOf, type Window } from "./spatial.ts";

/** A window along one dimension: [first, end), and the divisor of its mean. */
export type PoolWindow = readonly [first: number, end: number, size: number];

/** Records averages over windows of images. The windows are given for lines and for columns. */
export function planAveragePool(
  input: readonly [number, number, number],
  vertical: readonly PoolWindow[],
  horizontal: readonly PoolWindow[],
): LayerPlan {
  const output = [input[0], vertical.length, horizontal.length] as const;
  const plain = [1, 1] as const;
  const window: Window = { input, output, kernel: plain, stride: plain, before: [0, 0], dilation: plain, groups: 1 };
  return {
    output: output as Shape,
    parameters: [],
    forward(tape, x) {
      const result = tape.tensor(output);
      const tables = [vertical, horizontal].map((spans) => tape.constant(Int32Array.from(spans.flat())));
      const sizes = [tape.constant(geometryOf(window)), ...tables];
      tape.record(Op.AveragePool, x.offset, result.offset, ...sizes);
      return {
        output: result,
        backward({ offset }, needsInput) {
          if (!needsInput) return undefined;
          const gradient = tape.tensor(x.shape);
          tape.record(Op.AveragePoolGradient, offset, gradient.offset, ...sizes);
          return gradient;
        },
      };
    },
  };
}
