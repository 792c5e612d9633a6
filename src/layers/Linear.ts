import Type from "typebox";
import { defineLayer, type Forward, type LayerParameter, type ParameterSpec } from "../contracts/layer.ts";
import { dot, dotGradient, dotInputGradient } from "../kernels/families/dot.ts";
import { uniform } from "../random/rng.ts";
import { linesOf, widthOf } from "../tape/shape.ts";
import type { Tape, Tensor } from "../tape/tape.ts";
import { emitLinear } from "./families/emit-linear.ts";
import { inferred } from "./families/inferred.ts";
import { idleInit, initialiser, initOption } from "./families/init.ts";
import { laneLinear } from "./families/lane-linear.ts";

/** y = x·Wᵀ + b on the last dimension: [in_features] → [out_features], [time, in] → [time, out]. torch.nn.Linear. */
export const Linear = defineLayer({
  description: "A fully connected layer: each output is a weighted sum of all inputs.",
  source: "torch.nn.Linear",
  params: Type.Object({
    out_features: Type.Integer({ minimum: 1, description: "Number of outputs." }),
    bias: Type.Boolean({ default: true, description: "Whether to add a learned constant to each output." }),
    in_features: Type.Optional(
      Type.Integer({ minimum: 1, description: "Number of inputs. Inferred, checked if given." }),
    ),
    ...initOption,
  }),
  idle: idleInit,
  torch: ({ in_features, out_features, init, ...keywords }, _, { input = [] }) => ({
    positional: [widthOf(input), out_features as number],
    keywords,
  }),
  plan({ out_features, bias, in_features, init }, input) {
    const inputs = inferred("in_features", in_features, widthOf(input), "feature");
    const isVector = input.length === 1;
    const isDot = out_features === 1 && linesOf(input) === 1;
    return {
      output: [...input.slice(0, -1), out_features],
      parameters: specify(inputs, out_features, bias, isDot, init),
      ...(isVector && { lane: laneLinear(inputs, out_features) }),
      forward: (tape, x, parameters) =>
        isDot ? emitDot(tape, x, parameters) : emitLinear(tape, x, out_features, parameters),
    };
  },
});

function specify(
  inputs: number,
  outputs: number,
  bias: boolean,
  isDot: boolean,
  init: Parameters<typeof initialiser>[0],
): ParameterSpec[] {
  // kaiming_uniform_(a=√5), as in torch.nn.Linear.reset_parameters: with the bound √3·√(2/6)/√in, for the bias as well.
  const bound = 1 / Math.sqrt(inputs);
  const fill: ParameterSpec["fill"] = (values, rng) => {
    for (let i = 0; i < values.length; i++) values[i] = uniform(rng, -bound, bound);
  };
  const shape = [outputs, inputs];
  const weight = { name: "weight", shape, transposed: !isDot, fill: initialiser(init, shape, fill) };
  return bias ? [weight, { name: "bias", shape: [outputs], transposed: false, fill }] : [weight];
}

/** One output: a dot product with the weight's only row, which needs no transposing. */
function emitDot(tape: Tape, input: Tensor, parameters: readonly LayerParameter[]): Forward {
  const [weight, bias] = parameters as readonly [LayerParameter, LayerParameter?];
  const output = tape.tensor([...input.shape.slice(0, -1), 1]);
  const inputs = input.width;
  const places = { input: input.offset, weight: weight.offset, bias: bias?.offset ?? 0, output: output.offset };
  tape.record(dot({ ...places, inputs }));
  return {
    output,
    backward({ offset }, needsInput) {
      const targets = { ofWeight: weight.gradient, ofBias: bias?.gradient ?? 0 };
      tape.record(dotGradient({ input: input.offset, gradient: offset, ...targets, inputs }));
      if (!needsInput) return undefined;
      const gradient = tape.tensor(input.shape);
      tape.record(dotInputGradient({ gradient: offset, weight: weight.offset, ofInput: gradient.offset, inputs }));
      return gradient;
    },
  };
}
