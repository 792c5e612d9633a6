import { defineElementwiseLossOperation, type ElementwiseLossFormula } from "../../kernels/families/losses.ts";
import { floatsOf } from "../../tape/shape.ts";
import type { Tape, Tensor } from "../../tape/tape.ts";

/** Records the sum over a batch of an error of each value. @param sums float32 [steps] */
export function errorSum(name: string, formula: ElementwiseLossFormula<never>) {
  const operation = defineElementwiseLossOperation(name, formula);
  return (tape: Tape, { offset, shape }: Tensor, targets: Tensor, sums: number): void => {
    const places = { output: offset, targets: targets.offset, gradient: 0, sums, numbers: {} };
    tape.record(operation({ ...places, floats: floatsOf(shape), terms: 0 }));
  };
}
