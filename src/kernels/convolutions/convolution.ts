// Convolutions of images [rows, channels, height, stride(width)], directly: vectors hold values of a line, weights [outputs,
// stride(depth)] come one by one. Planes are the images where these have no padding and the kernel moves by one place.
import { type ArrayOffsets, defineOperation } from "../operation.ts";
import { correlate } from "./correlate.ts";
import { copyPlanes } from "./planes.ts";
import {
  backwardTaps,
  type ConvolutionShape,
  channelBytes,
  depthOf,
  forwardTaps,
  gradientPlanes,
  inputPlanes,
  isStraight,
  lineBytes,
  paddedWidth,
  phaseBytes,
} from "./shape.ts";
import { slide } from "./slide.ts";

const flops = (shape: ConvolutionShape) => 2 * shape.outputs * shape.outputHeight * shape.outputWidth * depthOf(shape);

/** output = Σ weight·input + bias. @param bias 0: none; planes: see {@link inputPlanes}; the input, where this is the same */
export const convolution = defineOperation<
  ConvolutionShape & ArrayOffsets<"input" | "planes" | "weight" | "bias" | "output">
>("Convolution", {
  flops,
  emit(kernel, { input, planes, weight, bias, output, ...shape }, { rows, tile }) {
    const own = inputPlanes(shape);
    if (!own.isImage) copyPlanes(kernel, rows, own, { images: input, planes }, "to planes");
    const { groups, outputHeight, outputWidth } = shape;
    const targetLine = 4 * paddedWidth(outputWidth);
    const weightOfOutput = 4 * paddedWidth(depthOf(shape));
    const outputs = shape.outputs / groups;
    slide(kernel, tile, {
      ...{ samples: rows, groups, channels: shape.channels / groups, outputs, lines: outputHeight, width: outputWidth },
      ...{ source: planes, channelStep: channelBytes(own), sourceLine: lineBytes(own) },
      ...{ target: output, outputStep: outputHeight * targetLine, targetLine },
      ...{ weight, weightOfOutput, weightOfChannel: 4 * shape.kernelHeight * shape.kernelWidth },
      ...{ weightOfGroup: outputs * weightOfOutput, bias, taps: forwardTaps(shape) },
    });
  },
});

/** Its weight's gradient, from the planes that the way there left. @param turned see correlate.ts, and for sums */
export const convolutionWeightGradient = defineOperation<
  ConvolutionShape & ArrayOffsets<"planes" | "gradient" | "turned" | "sums" | "ofWeight">
>("ConvolutionWeightGradient", {
  flops,
  emit(kernel, { planes, gradient, turned, sums, ofWeight, ...shape }, { rows, tile }) {
    correlate(kernel, rows, tile, shape, { planes, gradient, turned, sums, ofWeight });
  },
});

/**
 * Its input's gradient.
 * @param planes of the gradient; the gradient, where this is the same
 * @param ofPlanes the input's planes' gradient; 0 where the kernel moves by one place
 */
export const convolutionInputGradient = defineOperation<
  ConvolutionShape & ArrayOffsets<"gradient" | "planes" | "weight" | "ofInput" | "ofPlanes">
>("ConvolutionInputGradient", {
  flops,
  emit(kernel, { gradient, planes, weight, ofInput, ofPlanes, ...shape }, { rows, tile }) {
    const own = gradientPlanes(shape);
    if (!own.isImage) copyPlanes(kernel, rows, own, { images: gradient, planes }, "to planes");
    const straight = isStraight(shape);
    const target = inputPlanes(shape);
    const { groups, height, width } = shape;
    const weightOfChannel = 4 * paddedWidth(depthOf(shape));
    const channels = shape.outputs / groups;
    const imageLine = 4 * paddedWidth(width);
    for (let phase = 0; phase < shape.strideHeight * shape.strideWidth; phase++) {
      const taps = backwardTaps(shape, Math.floor(phase / shape.strideWidth), phase % shape.strideWidth);
      if (!taps) continue;
      slide(kernel, tile, {
        ...{ samples: rows, groups, channels, outputs: shape.channels / groups },
        ...(straight
          ? { lines: height, width, target: ofInput, outputStep: height * imageLine, targetLine: imageLine }
          : {
              ...{ lines: target.lines, width: target.floats, target: ofPlanes + phase * phaseBytes(target) },
              ...{ outputStep: channelBytes(target), targetLine: lineBytes(target) },
            }),
        ...{ source: planes, channelStep: channelBytes(own), sourceLine: lineBytes(own) },
        ...{ weight, weightOfChannel, weightOfOutput: 4 * shape.kernelHeight * shape.kernelWidth },
        ...{ weightOfGroup: channels * weightOfChannel, bias: 0, taps: [taps] },
      });
    }
    if (!straight) copyPlanes(kernel, rows, target, { images: ofInput, planes: ofPlanes }, "to images");
  },
});
