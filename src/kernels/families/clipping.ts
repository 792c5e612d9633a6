// Clipping of gradients, as torch.nn.utils. Places are offsets in bytes.
import { fixed, type Kernel } from "../language/kernel.ts";
import type { Floats } from "../language/values.ts";
import { defineOperation } from "../operation.ts";
import { eachVector } from "./each-vector.ts";
import { maxOfLanes, sumOfLanes } from "./lanes.ts";
import { sumOfSquares } from "./rows.ts";

interface Clipped extends Readonly<Record<string, number>> {
  readonly gradients: number;
  readonly floats: number;
}

/**
 * gradients ·= min(1, most/(norm + 1e-6)), in float32. A norm that is not a number makes all so.
 * @param order of the norm: 1, 2, or 0 for the largest absolute value
 * @param most where it stands
 * @param scratch room for a word
 */
export const clipNorm = defineOperation<Clipped & { order: number; most: number; scratch: number }>("ClipNorm", {
  emit(kernel, { gradients, floats, order, most, scratch }) {
    const one = kernel.float(1);
    const norm = normOf(kernel, gradients, floats, order);
    const bound = kernel.add(norm, kernel.float(1e-6));
    const factor = kernel.min(one, kernel.divide(kernel.splat(fixed(most)), bound));
    const isLarge = kernel.where(kernel.equal(factor, one), kernel.integer(0), kernel.integer(1));
    kernel.store(fixed(scratch), isLarge, 1);
    kernel.repeat(fixed(scratch), () =>
      eachVector(kernel, floats, [gradients], (load, store) => {
        const g = load(0);
        // Zeros stay whatever the factor: padding is among them.
        store(0, kernel.where(kernel.equal(g, kernel.float(0)), g, kernel.multiply(g, factor)));
      }),
    );
  },
});

function normOf(kernel: Kernel, gradients: number, floats: number, order: number): Floats {
  if (order === 2) return kernel.sqrt(sumOfSquares(kernel, gradients, floats));
  const zero = kernel.float(0);
  const [total, none] = [kernel.variable(zero), kernel.variable(zero)];
  eachVector(kernel, floats, [gradients], (load) => {
    const g = load(0);
    const size = kernel.abs(g);
    kernel.assign(total, order === 1 ? kernel.add(total, size) : kernel.max(total, size));
    // A largest value may leave NaN behind.
    if (order === 0) kernel.assign(none, kernel.where(kernel.equal(g, g), none, g));
  });
  if (order === 1) return sumOfLanes(kernel, total);
  const isNumber = sumOfLanes(kernel, none);
  return kernel.where(kernel.equal(isNumber, zero), maxOfLanes(kernel, total), isNumber);
}

/** Clamps gradients to ±most; NaN stays. @param most where it stands */
export const clipValue = defineOperation<Clipped & { most: number }>("ClipValue", {
  emit(kernel, { gradients, floats, most }) {
    const largest = kernel.splat(fixed(most));
    const least = kernel.negate(largest);
    // Of a NaN, min and max give their second operand.
    eachVector(kernel, floats, [gradients], (load, store) => store(0, kernel.min(largest, kernel.max(least, load(0)))));
  },
});
