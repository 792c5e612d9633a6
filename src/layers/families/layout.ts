import { Op } from "../../tape/op.ts";
import { linesOf, type Shape, widthOf } from "../../tape/shape.ts";
import { type Tape, type Tensor, tensorAt } from "../../tape/tape.ts";

/**
 * Records the same values in another shape, whose lines join or split those of the tensor. Costs nothing if no padding
 * lies in between.
 */
export function reshape(tape: Tape, tensor: Tensor, shape: Shape): Tensor {
  const [width, lines] = [widthOf(shape), linesOf(shape)];
  const isSame = width === tensor.width;
  const isDense = width % 4 === 0 && tensor.width % 4 === 0;
  if (isSame || isDense) return tensorAt(tensor.offset, shape);
  const target = tape.tensor(shape);
  if (width > tensor.width) {
    tape.record(Op.Merge, tensor.offset, target.offset, tensor.width, lines, tensor.lines / lines);
  } else {
    tape.record(Op.Split, tensor.offset, target.offset, width, tensor.lines, lines / tensor.lines);
  }
  return target;
}
