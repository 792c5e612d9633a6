import type { Forward, Lanes, LayerParameter } from "../../contracts/layer.ts";
import { Op } from "../../tape/op.ts";
import { widthOf } from "../../tape/shape.ts";
import type { Tape, Tensor } from "../../tape/tape.ts";

/** Records y = W·x + b for runs side by side. @param parameters weight [out, in] of each run, and optionally a bias */
export function emitLaneLinear(
  tape: Tape,
  input: Tensor,
  outputs: number,
  parameters: readonly LayerParameter[],
): Forward {
  const [weight, bias] = parameters as readonly [LayerParameter, LayerParameter?];
  const { blocks, bytes } = weight.lanes as Lanes;
  const output = tape.tensor([outputs], blocks * 4);
  const isShared = input.lanes === 1;
  const sizes = [widthOf(input.shape), outputs, blocks, bytes];
  const forward = isShared ? Op.LaneLinearShared : Op.LaneLinear;
  tape.record(forward, input.offset, weight.offset, bias?.offset ?? 0, output.offset, ...sizes);
  return {
    output,
    backward({ offset }, needsInput) {
      const own = isShared ? Op.LaneGradientShared : Op.LaneGradient;
      tape.record(own, input.offset, offset, weight.gradient, bias?.gradient ?? 0, ...sizes);
      if (!needsInput) return undefined;
      const gradient = tape.tensor(input.shape, blocks * 4);
      tape.record(Op.LaneInputGradient, offset, weight.offset, gradient.offset, ...sizes);
      return gradient;
    },
  };
}

/** Bytes from the start of a batch to the first value of a run's lane. */
const laneBytes = (width: number, run: number) => (run >> 2) * width * 16 + (run & 3) * 4;

/** Records a copy of one run's part of a batch, laid out as if the run were alone. */
export function takeLane(tape: Tape, { offset, shape, lanes }: Tensor, run: number): Tensor {
  const width = widthOf(shape);
  const own = tape.tensor(shape);
  tape.record(Op.LaneTake, offset + laneBytes(width, run), own.offset, width, lanes / 4);
  return own;
}

/** Records the inverse of {@link takeLane}. */
export function putLane(tape: Tape, { offset, shape, lanes }: Tensor, run: number, own: Tensor): void {
  const width = widthOf(shape);
  tape.record(Op.LanePut, own.offset, offset + laneBytes(width, run), width, lanes / 4);
}
