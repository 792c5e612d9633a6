import Type from "typebox";
import { defineLayer, type Forward, type LayerParameter } from "../contracts/layer.ts";
import { Misfit } from "../contracts/part.ts";
import { itemAt } from "../numbers/item-at.ts";
import { elements, linesOf, type Shape } from "../tape/shape.ts";
import type { Tape, Tensor } from "../tape/tape.ts";
import { emitScaleChannels } from "./families/channels.ts";
import { inferred } from "./families/inferred.ts";
import { reshape } from "./families/layout.ts";
import { emitNormalise, scaleAndShift } from "./families/normalise.ts";

/** (x − mean) / √(variance + eps) over each group of channels, then weighted by channel. torch.nn.GroupNorm. */
export const GroupNorm = defineLayer({
  description: "Normalizes each group of channels of a sample to mean 0 and variance 1.",
  source: "torch.nn.GroupNorm",
  use: {
    when: "Convolutional networks with small batches.",
    not: "Large batches, where BatchNorm2d usually trains faster.",
  },
  params: Type.Object({
    num_groups: Type.Integer({ minimum: 1, description: "Number of groups. It must divide the number of channels." }),
    num_channels: Type.Optional(
      Type.Integer({ minimum: 1, description: "Number of channels. Inferred, checked if given." }),
    ),
    eps: Type.Number({ minimum: 0, default: 1e-5, description: "Added to the variance to avoid division by zero." }),
    affine: Type.Boolean({ default: true, description: "Whether to learn a weight and a bias for each channel." }),
  }),
  torch: ({ num_groups, num_channels, ...keywords }, _, { input: [channels = 1] = [] }) => ({
    positional: [num_groups as number, channels],
    keywords,
  }),
  plan({ num_groups, num_channels, eps, affine }, input) {
    const channels = channelsOf(input, num_groups, num_channels);
    return {
      output: input,
      parameters: scaleAndShift([channels], affine, affine),
      normalises: [
        {
          path: [],
          over: "row",
          values: (channels / num_groups) * elements(input.slice(1)),
          refusesOne: { training: true, evaluation: true },
        },
      ],
      forward: (tape, x, parameters) => emit(tape, x, num_groups, eps, parameters),
    };
  },
});

function channelsOf(input: Shape, groups: number, given: number | undefined): number {
  const channels = inferred("num_channels", given, itemAt(input, 0), "channel");
  if (channels % groups !== 0) {
    throw new Misfit("num_groups", `${groups} groups do not divide ${channels} channels evenly`);
  }
  return channels;
}

function emit(tape: Tape, input: Tensor, groups: number, eps: number, parameters: readonly LayerParameter[]): Forward {
  // Groups must be whole lines, so each feature of a single line becomes a line.
  const lined = input.shape.length > 1 ? input.shape : [...input.shape, 1];
  const lines = linesOf(lined) / groups;
  const normalised = emitNormalise(tape, reshape(tape, input, lined), { lines, eps, centred: true }, []);
  const back = reshape(tape, normalised.output, input.shape);
  const scaled = parameters.length > 0 ? emitScaleChannels(tape, back, undefined, parameters) : undefined;
  return {
    output: scaled?.output ?? back,
    backward(gradient, needsInput) {
      const inner = scaled ? scaled.backward(gradient, needsInput) : gradient;
      if (!needsInput || inner === undefined) return undefined;
      const through = normalised.backward(reshape(tape, inner, lined), true);
      return reshape(tape, through as Tensor, input.shape);
    },
  };
}
