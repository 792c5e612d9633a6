import { assert } from "chai";
import {
  convolution,
  convolutionInputGradient,
  convolutionWeightGradient,
} from "../../src/kernels/convolutions/convolution.ts";
import { correlationRoom } from "../../src/kernels/convolutions/correlate.ts";
import {
  type ConvolutionShape,
  depthOf,
  gradientPlanes,
  inputPlanes,
  planeFloats,
} from "../../src/kernels/convolutions/shape.ts";
import { Arena, assertNear, at, ROOM, range, value } from "./arena.ts";

const padded = (width: number) => 4 * Math.ceil(width / 4);
const [IMAGES, WEIGHTS, OUTPUTS, PLANES, MORE] = [0, 1, 2, 3, 5];
const BIAS = at(WEIGHTS) + 4 * 400;
const ROWS = 2;

interface Case {
  readonly channels: number;
  readonly size: readonly [number, number];
  readonly outputs: number;
  readonly kernel: readonly [number, number];
  readonly stride?: readonly [number, number];
  readonly padding?: readonly [number, number];
  readonly dilation?: readonly [number, number];
  readonly groups?: number;
}

function shapeOf(one: Case): ConvolutionShape {
  const { channels, size, outputs, kernel, stride = [1, 1], padding = [0, 0], dilation = [1, 1], groups = 1 } = one;
  const places = (axis: 0 | 1) =>
    Math.floor((size[axis] + 2 * padding[axis] - dilation[axis] * (kernel[axis] - 1) - 1) / stride[axis]) + 1;
  return {
    ...{ channels, height: size[0], width: size[1], outputs, outputHeight: places(0), outputWidth: places(1) },
    ...{ kernelHeight: kernel[0], kernelWidth: kernel[1], strideHeight: stride[0], strideWidth: stride[1] },
    ...{ padTop: padding[0], padLeft: padding[1], dilationHeight: dilation[0], dilationWidth: dilation[1], groups },
  };
}

/** Every product of a batch: which value of the input and which weight make which value of the output. */
function* productsOf(shape: ConvolutionShape) {
  const { channels, height, width, outputs, outputHeight, outputWidth, groups, kernelHeight, kernelWidth } = shape;
  const depth = depthOf(shape);
  for (const row of range(ROWS))
    for (const o of range(outputs))
      for (const c of range(channels / groups))
        for (const [y, x] of range(outputHeight).flatMap((y) => range(outputWidth).map((x) => [y, x] as const)))
          for (const tap of range(kernelHeight * kernelWidth)) {
            const [ky, kx] = [Math.floor(tap / kernelWidth), tap % kernelWidth];
            const line = y * shape.strideHeight + ky * shape.dilationHeight - shape.padTop;
            const column = x * shape.strideWidth + kx * shape.dilationWidth - shape.padLeft;
            if (line < 0 || line >= height || column < 0 || column >= width) continue;
            const channel = Math.floor(o / (outputs / groups)) * (channels / groups) + c;
            yield {
              input: ((row * channels + channel) * height + line) * padded(width) + column,
              weight: o * padded(depth) + c * kernelHeight * kernelWidth + tap,
              output: ((row * outputs + o) * outputHeight + y) * padded(outputWidth) + x,
            };
          }
}

/** Values of lines of that width, zero behind it. */
const lined = (lines: number, width: number, seed: number) =>
  range(lines).flatMap((line) =>
    range(padded(width)).map((column) => (column < width ? value(seed + line * width + column) : 0)),
  );

/** An arena with images, weights and an output's gradient, and zeros where planes come. */
function arenaFor(shape: ConvolutionShape): Arena {
  const arena = new Arena();
  arena.set(IMAGES, lined(ROWS * shape.channels * shape.height, shape.width, 3));
  arena.set(WEIGHTS, lined(shape.outputs, depthOf(shape), 400));
  arena.set(OUTPUTS, lined(ROWS * shape.outputs * shape.outputHeight, shape.outputWidth, 800));
  for (const array of [PLANES, PLANES + 1, MORE])
    arena.set(
      array,
      range(512).map(() => 0),
    );
  return arena;
}

/** What a batch's values, with padding, should be. */
const collected = (length: number) => range(length).map(() => 0);

const CASES: Readonly<Record<string, Case>> = {
  "of 3×3": { channels: 2, size: [5, 6], outputs: 3, kernel: [3, 3] },
  "with steps, padding, dilation and groups": {
    ...{ channels: 2, size: [5, 9], outputs: 4, kernel: [3, 2] },
    ...{ stride: [2, 3], padding: [1, 1], dilation: [1, 2], groups: 2 },
  },
  "of each channel by itself": {
    ...{ channels: 3, size: [6, 6], outputs: 6, kernel: [3, 3] },
    ...{ stride: [2, 2], padding: [1, 1], groups: 3 },
  },
  "of short lines, whose ends vectors go over": {
    channels: 4,
    size: [4, 3],
    outputs: 4,
    kernel: [3, 3],
    padding: [1, 1],
  },
  "of short lines by steps": { channels: 4, size: [6, 5], outputs: 4, kernel: [3, 3], stride: [2, 2], padding: [1, 1] },
  "of long lines": { channels: 1, size: [1, 60], outputs: 2, kernel: [1, 20], padding: [0, 3] },
  "of 5×5, padded to the same size": { channels: 1, size: [6, 6], outputs: 2, kernel: [5, 5], padding: [2, 2] },
  "of every second value of wide lines": {
    ...{ channels: 1, size: [3, 37], outputs: 2, kernel: [2, 3], stride: [1, 2], padding: [0, 2] },
  },
  "that leaves values out": { channels: 1, size: [6, 8], outputs: 2, kernel: [1, 1], stride: [2, 3] },
  "of more outputs than lanes": { channels: 1, size: [3, 4], outputs: 18, kernel: [2, 2] },
  "with more padding than the kernel reaches": {
    ...{ channels: 1, size: [3, 3], outputs: 1, kernel: [2, 2], padding: [2, 3] },
  },
};

describe("Convolutions", () => {
  for (const [name, one] of Object.entries(CASES))
    it(`${name}, and their gradients`, () => {
      const shape = shapeOf(one);
      const arena = arenaFor(shape);
      const [x, w, g] = [arena.of(IMAGES, 512), arena.of(WEIGHTS, 512), arena.of(OUTPUTS, 512)];
      const [outputs, weights, inputs] = [collected(512), collected(512), collected(512)];
      const add = (target: number[], place: number, product: number) => {
        target[place] = (target[place] ?? 0) + product;
      };
      for (const { input, weight, output } of productsOf(shape)) {
        add(outputs, output, (x[input] ?? 0) * (w[weight] ?? 0));
        add(weights, weight, (g[output] ?? 0) * (x[input] ?? 0));
        add(inputs, input, (g[output] ?? 0) * (w[weight] ?? 0));
      }
      const { outputHeight, outputWidth, height, width } = shape;
      const bias = (output: number) => arena.floats[BIAS / 4 + output] ?? Number.NaN;
      const planes = inputPlanes(shape).isImage ? at(IMAGES) : at(PLANES);

      const arrays = {
        input: at(IMAGES),
        planes,
        weight: at(WEIGHTS),
        bias: BIAS,
        output: at(OUTPUTS),
        scratch: at(MORE),
      };
      const forward = arena.afterStep(convolution({ ...shape, ...arrays }), ROWS);
      const found = forward.of(OUTPUTS, ROWS * shape.outputs * outputHeight * padded(outputWidth));
      assertNear(
        found,
        found.map((_, place) => {
          if (place % padded(outputWidth) >= outputWidth) return 0;
          const output = Math.floor(place / (outputHeight * padded(outputWidth))) % shape.outputs;
          return (outputs[place] ?? 0) + bias(output);
        }),
      );

      forward.set(OUTPUTS, g);
      const room = correlationRoom(shape);
      assert.isAtMost(ROWS * planeFloats(inputPlanes(shape)), ROOM, "the arena is too small");
      const turned = at(PLANES + 1);
      const sums = turned + 4 * ROWS * room.turned;
      assert.isAtMost(ROWS * room.turned + room.sums, 2 * ROOM, "the arena is too small");
      const own = { planes, gradient: at(OUTPUTS), turned, sums, ofWeight: at(WEIGHTS) };
      const ofWeight = forward.afterStep(convolutionWeightGradient({ ...shape, ...own }), ROWS);
      assertNear(
        ofWeight.of(WEIGHTS, shape.outputs * padded(depthOf(shape))),
        weights.slice(0, shape.outputs * padded(depthOf(shape))),
      );

      const back = arenaFor(shape);
      const target = {
        ...{ gradient: at(OUTPUTS), weight: at(WEIGHTS), ofInput: at(IMAGES) },
        planes: gradientPlanes(shape).isImage ? at(OUTPUTS) : at(PLANES),
        scratch: at(MORE),
      };
      const ofInput = back.afterStep(convolutionInputGradient({ ...shape, ...target }), ROWS);
      const size = ROWS * shape.channels * height * padded(width);
      assertNear(ofInput.of(IMAGES, size), inputs.slice(0, size));
    });
});
