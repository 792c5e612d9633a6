import type { Forward, LayerParameter } from "../../contracts/layer.ts";
import { scaleChannels, scaleChannelsGradient, sumChannels } from "../../kernels/families/channels.ts";
import { itemAt } from "../../numbers/item-at.ts";
import { linesOf, type Shape } from "../../tape/shape.ts";
import type { Tape, Tensor } from "../../tape/tape.ts";

/** Lines of a channel (the first dimension of a sample); 0 if the channels are the columns of a sample's only line. */
export function linesOfChannel(shape: Shape): number {
  return shape.length > 1 ? linesOf(shape.slice(1)) : 0;
}

/** Places in the arena: the mean and 1 / deviation of each channel. */
export interface ChannelStatistics {
  readonly mean: number;
  readonly scale: number;
  /** Whether they come from the current batch, so that the gradient flows through them. */
  readonly ofBatch: boolean;
}

/** Records that each channel is standardized (if there are statistics), then weighted and shifted. */
export function emitScaleChannels(
  tape: Tape,
  input: Tensor,
  statistics: ChannelStatistics | undefined,
  [weight, bias]: readonly LayerParameter[],
): Forward {
  const output = tape.tensor(input.shape);
  const channels = itemAt(input.shape, 0);
  const { mean = 0, scale = 0, ofBatch = false } = statistics ?? {};
  const shape = { width: input.width, lines: input.lines, linesEach: linesOfChannel(input.shape) };
  const scaling = { input: input.offset, mean, scale, weight: weight?.offset ?? 0, ...shape };
  tape.record(scaleChannels({ ...scaling, output: output.offset, bias: bias?.offset ?? 0 }));
  return {
    output,
    backward(gradient, needsInput) {
      const isNeeded = weight !== undefined || ofBatch;
      const [products, sums] = isNeeded
        ? [weight?.gradient ?? tape.allocate(channels), bias?.gradient ?? tape.allocate(channels)]
        : [0, 0];
      if (isNeeded) {
        tape.record(
          sumChannels({ input: input.offset, gradient: gradient.offset, mean, scale, products, sums, ...shape }),
        );
      }
      if (!needsInput) return undefined;
      tape.record(scaleChannelsGradient({ ...scaling, gradient: gradient.offset, products, sums: ofBatch ? sums : 0 }));
      return gradient;
    },
  };
}
