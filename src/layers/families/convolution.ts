import Type from "typebox";
import type { Forward, LayerParameter, LayerPlan, ParameterSpec } from "../../contracts/layer.ts";
import { idle, Misfit } from "../../contracts/part.ts";
import type { TorchSpelling } from "../../contracts/torch.ts";
import {
  convolution,
  convolutionInputGradient,
  convolutionWeightGradient,
} from "../../kernels/convolutions/convolution.ts";
import { correlationRoom } from "../../kernels/convolutions/correlate.ts";
import {
  type ConvolutionShape,
  gradientPlanes,
  inputPlanes,
  inputResult,
  outputResult,
  planeFloats,
} from "../../kernels/convolutions/shape.ts";
import { channelSums } from "../../kernels/families/channels.ts";
import { uniform } from "../../random/rng.ts";
import type { Shape } from "../../tape/shape.ts";
import { type Tape, type Tensor, tensorAt } from "../../tape/tape.ts";
import { inferred } from "./inferred.ts";
import { idleInit, initialiser, initOption } from "./init.ts";
import { floatsOfChannel, type Pair, placesOf, type Window } from "./spatial.ts";

/** The parameters of every convolution, except its sizes. */
export const convolutionOptions = {
  out_channels: Type.Integer({ minimum: 1, description: "Number of channels of the output." }),
  in_channels: Type.Optional(
    Type.Integer({ minimum: 1, description: "Number of channels of the input. Inferred, checked if given." }),
  ),
  groups: Type.Integer({
    minimum: 1,
    default: 1,
    description: "Number of groups. Outputs of a group see only the inputs of that group.",
  }),
  bias: Type.Boolean({ default: true, description: "Whether to add a learned constant to each channel." }),
  ...initOption,
};

/** The parameters of a convolution that have no effect. */
export const idleInConvolution = ({
  kernel_size,
  init,
}: Pick<ConvolutionOptions, "init"> & { readonly kernel_size: number | readonly number[] }) => [
  ...([kernel_size].flat().some((size) => size > 1) ? [] : idle(["dilation"], "with kernel_size: 1")),
  ...idleInit({ init }),
];

/** Channels first, as one would write them. The input's channels are inferred. */
export const torchConvolution: TorchSpelling = (
  { in_channels, out_channels, init, ...keywords },
  _,
  { input: [channels = 1] = [] },
) => ({ positional: [channels, out_channels as number], keywords });

interface ConvolutionOptions {
  readonly out_channels: number;
  readonly in_channels?: number;
  readonly groups: number;
  readonly bias: boolean;
  readonly kernel: Pair;
  readonly stride: Pair;
  /** "same" keeps the size. */
  readonly padding: Pair | "same";
  readonly dilation: Pair;
  readonly init?: Parameters<typeof initialiser>[0];
}

/**
 * A convolution over images, or over sequences as images of one line.
 * @param shapes in PyTorch's order: of a channel of the output, [height, width] or [length], and of the kernel
 */
export function planConvolution(
  options: ConvolutionOptions,
  images: readonly [number, number, number],
  shapes: (height: number, width: number) => Shape,
): LayerPlan {
  const window = windowOf(options, images);
  const [, height, width] = window.output;
  const output = [options.out_channels, ...shapes(height, width)];
  const kernel = shapes(...options.kernel);
  return {
    output,
    parameters: specify(window, kernel, options),
    forward: (tape, input, parameters) => emit(tape, input, window, output, parameters),
  };
}

function windowOf(options: ConvolutionOptions, input: readonly [number, number, number]): Window {
  const { out_channels, in_channels, groups, kernel, stride: step, padding, dilation } = options;
  const [, height, width] = input;
  const channels = inferred("in_channels", in_channels, input[0], "channel");
  if (channels % groups !== 0 || out_channels % groups !== 0) {
    const message = `${groups} groups do not divide ${channels} input and ${out_channels} output channels evenly`;
    throw new Misfit("groups", message);
  }
  if (padding === "same" && (step[0] !== 1 || step[1] !== 1)) {
    throw new Misfit("padding", "padding: same needs a stride of 1");
  }
  const total = (axis: 0 | 1) => (padding === "same" ? dilation[axis] * (kernel[axis] - 1) : 2 * padding[axis]);
  const before: Pair = padding === "same" ? [Math.floor(total(0) / 2), Math.floor(total(1) / 2)] : padding;
  const places = (size: number, axis: 0 | 1) => placesOf(size, kernel[axis], step[axis], total(axis), dilation[axis]);
  const output = [out_channels, places(height, 0), places(width, 1)] as const;
  return { input, kernel, stride: step, before, dilation, output, groups };
}

/** Values under the kernel, which are the rows of the column matrix. */
function depthOf({ input, kernel, groups }: Window): number {
  return (input[0] / groups) * kernel[0] * kernel[1];
}

function specify(window: Window, kernel: Shape, { bias, init }: ConvolutionOptions): ParameterSpec[] {
  const [outputs] = window.output;
  // As in Linear: kaiming_uniform_(a=√5), with the same bound for the bias.
  const bound = 1 / Math.sqrt(depthOf(window));
  const fill: ParameterSpec["fill"] = (values, rng) => {
    for (let i = 0; i < values.length; i++) values[i] = uniform(rng, -bound, bound);
  };
  const shape = [outputs, window.input[0] / window.groups, ...kernel];
  const weight = { name: "weight", shape, transposed: false, rows: outputs, fill: initialiser(init, shape, fill) };
  return bias ? [weight, { name: "bias", shape: [outputs], transposed: false, fill }] : [weight];
}

function emit(tape: Tape, input: Tensor, window: Window, shape: Shape, parameters: readonly LayerParameter[]): Forward {
  const [weight, bias] = parameters as readonly [LayerParameter, LayerParameter?];
  const [outputs] = window.output;
  const sizes = sizesOf(window);
  const own = inputPlanes(sizes);
  const planes = own.isImage ? input.offset : tape.allocate(tape.rows * planeFloats(own));
  const output = tensorAt(tape.allocate(tape.rows * outputs * floatsOfChannel(window.output)), shape);
  const scratch = scratchFor(tape, outputResult(sizes));
  const places = { input: input.offset, planes, weight: weight.offset, bias: bias?.offset ?? 0, output: output.offset };
  tape.record(convolution({ ...sizes, ...places, scratch }));
  return {
    output,
    backward({ offset: gradient }, needsInput) {
      const room = correlationRoom(sizes);
      const scratch = { turned: tape.allocate(tape.rows * room.turned), sums: tape.allocate(room.sums) };
      tape.record(convolutionWeightGradient({ ...sizes, planes, gradient, ofWeight: weight.gradient, ...scratch }));
      const floats = floatsOfChannel(window.output);
      if (bias) tape.record(channelSums({ values: gradient, sums: bias.gradient, channels: outputs, floats }));
      return needsInput ? emitInputGradient(tape, input, sizes, gradient, weight) : undefined;
    },
  };
}

/** Room for a result that is worked out in planes. */
function scratchFor(tape: Tape, result: ReturnType<typeof outputResult>): number {
  return result ? tape.allocate(tape.rows * planeFloats(result.planes)) : 0;
}

function emitInputGradient(
  tape: Tape,
  input: Tensor,
  sizes: ConvolutionShape,
  gradient: number,
  weight: LayerParameter,
): Tensor {
  const own = gradientPlanes(sizes);
  const planes = own.isImage ? gradient : tape.allocate(tape.rows * planeFloats(own));
  const scratch = scratchFor(tape, inputResult(sizes));
  const target = tape.tensor(input.shape);
  const places = { gradient, planes, weight: weight.offset, ofInput: target.offset, scratch };
  tape.record(convolutionInputGradient({ ...sizes, ...places }));
  return target;
}

function sizesOf({ input, output, kernel, stride: step, before, dilation, groups }: Window): ConvolutionShape {
  const [channels, height, width] = input;
  const [outputs, outputHeight, outputWidth] = output;
  return {
    ...{ channels, height, width, outputs, outputHeight, outputWidth, groups },
    ...{ kernelHeight: kernel[0], kernelWidth: kernel[1], strideHeight: step[0], strideWidth: step[1] },
    ...{ padTop: before[0], padLeft: before[1], dilationHeight: dilation[0], dilationWidth: dilation[1] },
  };
}
