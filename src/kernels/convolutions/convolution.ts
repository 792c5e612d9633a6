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
  inputResult,
  lineBytes,
  outputResult,
  paddedWidth,
  phaseBytes,
  valuesOf,
} from "./shape.ts";
import { type Sliding, slide } from "./slide.ts";

const flops = (shape: ConvolutionShape) => 2 * shape.outputs * shape.outputHeight * shape.outputWidth * depthOf(shape);

/** How a result is gone through: line by line, or as one line in planes. @param target where it belongs; scratch: for planes */
function goingThrough(
  result: ReturnType<typeof outputResult>,
  image: { readonly target: number; readonly lines: number; readonly width: number },
  scratch: number,
): Pick<Sliding, "lines" | "width" | "target" | "targetLine" | "outputStep"> {
  if (!result) {
    const targetLine = 4 * paddedWidth(image.width);
    return { ...image, targetLine, outputStep: image.lines * targetLine };
  }
  const { planes, isJoined } = result;
  const [lines, width, targetLine] = [planes.lines, valuesOf(planes), lineBytes(planes)];
  const places = { target: scratch, targetLine, outputStep: channelBytes(planes) };
  return { ...places, ...(isJoined ? { lines: 1, width: (lines - 1) * planes.floats + width } : { lines, width }) };
}

/**
 * output = Σ weight·input + bias.
 * @param bias 0: none; planes: of the input, or the input, where this is the same; scratch: for {@link outputResult}
 */
export const convolution = defineOperation<
  ConvolutionShape & ArrayOffsets<"input" | "planes" | "weight" | "bias" | "output" | "scratch">
>("Convolution", {
  flops,
  emit(kernel, { input, planes, weight, bias, output, scratch, ...shape }, { rows, tile }) {
    const own = inputPlanes(shape);
    if (!own.isImage) copyPlanes(kernel, rows, own, { images: input, planes }, "to planes");
    const { groups, outputHeight: lines, outputWidth: width } = shape;
    const weightOfOutput = 4 * paddedWidth(depthOf(shape));
    const outputs = shape.outputs / groups;
    const result = outputResult(shape);
    slide(kernel, tile, {
      ...{ samples: rows, groups, channels: shape.channels / groups, outputs },
      ...goingThrough(result, { target: output, lines, width }, scratch),
      ...{ source: planes, channelStep: channelBytes(own), sourceLine: lineBytes(own) },
      ...{ weight, weightOfOutput, weightOfChannel: 4 * shape.kernelHeight * shape.kernelWidth },
      ...{ weightOfGroup: outputs * weightOfOutput, bias, taps: forwardTaps(shape) },
    });
    if (result) copyPlanes(kernel, rows, result.planes, { images: output, planes: scratch }, "to images");
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
 * @param scratch for {@link inputResult}
 */
export const convolutionInputGradient = defineOperation<
  ConvolutionShape & ArrayOffsets<"gradient" | "planes" | "weight" | "ofInput" | "scratch">
>("ConvolutionInputGradient", {
  flops,
  emit(kernel, { gradient, planes, weight, ofInput, scratch, ...shape }, { rows, tile }) {
    const own = gradientPlanes(shape);
    if (!own.isImage) copyPlanes(kernel, rows, own, { images: gradient, planes }, "to planes");
    const result = inputResult(shape);
    const { groups, height: lines, width, strideHeight, strideWidth } = shape;
    const weightOfChannel = 4 * paddedWidth(depthOf(shape));
    const channels = shape.outputs / groups;
    for (let phase = 0; phase < strideHeight * strideWidth; phase++) {
      const taps = backwardTaps(shape, Math.floor(phase / strideWidth), phase % strideWidth);
      if (!taps) continue;
      const start = scratch + (result ? phase * phaseBytes(result.planes) : 0);
      slide(kernel, tile, {
        ...{ samples: rows, groups, channels, outputs: shape.channels / groups },
        ...goingThrough(result, { target: ofInput, lines, width }, start),
        ...{ source: planes, channelStep: channelBytes(own), sourceLine: lineBytes(own) },
        ...{ weight, weightOfChannel, weightOfOutput: 4 * shape.kernelHeight * shape.kernelWidth },
        ...{ weightOfGroup: channels * weightOfChannel, bias: 0, taps: [taps] },
      });
    }
    if (result) copyPlanes(kernel, rows, result.planes, { images: ofInput, planes: scratch }, "to images");
  },
});
