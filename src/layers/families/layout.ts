import { merge, split } from "../../kernels/families/layout.ts";
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
  const places = { from: tensor.offset, to: target.offset };
  const operation =
    width > tensor.width
      ? merge({ ...places, width: tensor.width, lines, merged: tensor.lines / lines })
      : split({ ...places, width, lines: tensor.lines, merged: lines / tensor.lines });
  tape.record(operation);
  return target;
}
