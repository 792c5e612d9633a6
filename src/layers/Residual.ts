import Type from "typebox";
import type { PartConfig } from "../contracts/config.ts";
import { type BuildLayer, defineLayer, type Forward, type LayerParameter, type LayerPlan } from "../contracts/layer.ts";
import { Misfit, within } from "../contracts/part.ts";
import { add, copy } from "../kernels/families/elementwise.ts";
import { formatShape, type Shape } from "../tape/shape.ts";
import type { Mode, Tape, Tensor } from "../tape/tape.ts";

/** x + f(x), where f is a chain of layers. He et al., "Deep Residual Learning for Image Recognition", 2016. */
export const Residual = defineLayer({
  description: "Adds its input to the output of a chain of layers. The chain must keep the shape.",
  source: "He et al., Deep Residual Learning for Image Recognition, 2016",
  use: {
    when: "Deep models: the sum gives gradients a short path back.",
    not: "The chain changes the shape of its input.",
  },
  params: Type.Object({
    layers: Type.Array(Type.Unsafe<PartConfig>({ slot: "layer", description: "A layer." }), {
      minItems: 1,
      description: "Layers of the chain, in order.",
    }),
  }),
  torch: (_keywords, _config, { inner = [] }) => ({
    callee: "Residual",
    positional: inner,
    keywords: {},
    carried: [PYTHON],
  }),
  plan({ layers }, shape, { build }) {
    if (build === undefined) throw new Error("Residual needs to know the other layers");
    const plans = chain(layers, shape, build);
    const of = <T extends { readonly name: string }>(specs: (plan: LayerPlan) => readonly T[]): T[] =>
      plans.flatMap((plan, index) => specs(plan).map((spec) => ({ ...spec, name: `${index}.${spec.name}` })));
    return {
      output: shape,
      parameters: of((plan) => plan.parameters),
      normalises: plans.flatMap(({ normalises = [] }, index) =>
        normalises.map((own) => ({ ...own, path: ["layers", String(index), ...own.path] })),
      ),
      evaluatesAtOnce: plans.some((plan) => plan.evaluatesAtOnce),
      buffers: of((plan) => plan.buffers ?? []),
      forward: (tape, input, parameters, mode, buffers) => emit(plans, tape, input, parameters, mode, buffers),
    };
  },
});

const PYTHON = `class Residual(nn.Sequential):
    """Adds its input to the output of its layers."""

    def forward(self, x):
        return x + super().forward(x)`;

function chain(layers: readonly PartConfig[], input: Shape, build: BuildLayer): LayerPlan[] {
  let shape = input;
  const plans = layers.map((layer, index) => {
    const plan = within(`layers.${index}`, () => build(layer, shape));
    shape = plan.output;
    return plan;
  });
  if (formatShape(shape) !== formatShape(input)) {
    const message = `its layers make ${formatShape(shape)} of ${formatShape(input)}, which cannot be added`;
    throw new Misfit("layers", message, `let them end in the shape ${formatShape(input)}`);
  }
  return plans;
}

function emit(
  plans: readonly LayerPlan[],
  tape: Tape,
  input: Tensor,
  parameters: readonly LayerParameter[],
  mode: Mode,
  buffers: readonly LayerParameter[],
): Forward {
  const ownParameters = shares(parameters, plans, (plan) => plan.parameters.length);
  const ownBuffers = shares(buffers, plans, (plan) => plan.buffers?.length ?? 0);
  let inner = input;
  const layers = plans.map((plan, index) => {
    const forward = plan.forward(tape, inner, ownParameters[index] ?? [], mode, ownBuffers[index] ?? []);
    inner = forward.output;
    return forward;
  });
  // A copy, because the last layer may still need the chain's output, and the output may be the input itself.
  const output = tape.tensor(input.shape);
  tape.record(copy({ source: inner.offset, target: output.offset, floats: input.stride }));
  tape.record(add({ a: output.offset, b: input.offset, floats: input.stride }));
  const learning = plans.findIndex((plan) => plan.parameters.length > 0);
  return {
    output,
    backward(gradient, needsInput) {
      if (!needsInput && learning < 0) return undefined;
      const through = tape.tensor(input.shape);
      tape.record(copy({ source: gradient.offset, target: through.offset, floats: input.stride }));
      const first = needsInput ? 0 : learning;
      let back: Tensor | undefined = through;
      for (let index = layers.length - 1; index >= first; index--) {
        back = layers[index]?.backward(back as Tensor, needsInput || index > first);
      }
      if (!needsInput) return undefined;
      tape.record(add({ a: gradient.offset, b: (back as Tensor).offset, floats: input.stride }));
      return gradient;
    },
  };
}

/** Splits a list of all layers' items into one list for each layer. */
function shares<T>(all: readonly T[], plans: readonly LayerPlan[], count: (plan: LayerPlan) => number): T[][] {
  let at = 0;
  return plans.map((plan) => {
    const from = at;
    at += count(plan);
    return all.slice(from, at);
  });
}
