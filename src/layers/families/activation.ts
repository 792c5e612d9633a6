import Type, { type TObject, type TProperties } from "typebox";
import { defineLayer, type LayerPart } from "../../contracts/layer.ts";
import { operationName, type PartDefinition, type Resolved } from "../../contracts/part.ts";
import {
  defineElementwiseOperations,
  type ElementwiseFormula,
  numbersBakedIn,
} from "../../kernels/families/elementwise.ts";
import type { Floats } from "../../kernels/language/values.ts";

/**
 * A layer that works on every value by itself.
 * @param keeps what the gradient follows from: the layer's input or its output
 * @param numbers what of the parameters the formulas need, as numbers
 * @param flags choices of theirs, each a formula of its own
 * @param forward output = f(input)
 * @param gradient the gradient by the input
 */
export function defineActivation<
  P extends TProperties = Record<never, never>,
  N extends string = never,
  F extends string = never,
>(
  definition: Omit<PartDefinition<P>, "params"> &
    ElementwiseFormula<N, F> & {
      params?: TObject<P>;
      keeps: "input" | "output";
      numbers?: (params: Resolved<P>) => Readonly<Record<N, number>>;
      flags?: (params: Resolved<P>) => Readonly<Record<F, boolean>>;
    },
): LayerPart {
  const { params, keeps, numbers, flags, forward, gradient, ...rest } = definition;
  const operations = defineElementwiseOperations<N, F>(operationName(rest), { forward, gradient });
  const chosenOf = (options: Resolved<P>) => flags?.(options) ?? ({} as Record<F, boolean>);
  return defineLayer<P>({
    ...rest,
    params: params ?? (Type.Object({}) as TObject<P>),
    plan: (options, shape) => ({
      output: shape,
      parameters: [],
      lane: {
        products: 0,
        forward(kernel, inputs) {
          const own = { ...numbersBakedIn(kernel, numbers?.(options)), ...chosenOf(options) };
          const outputs = inputs.map((x) => forward(kernel, x, own));
          const kept = keeps === "input" ? inputs : outputs;
          return {
            outputs,
            backward: (gradients) => gradients.map((g, index) => gradient(kernel, kept[index] as Floats, g, own)),
          };
        },
      },
      forward(tape, input) {
        const output = tape.tensor(input.shape);
        const { width, lines } = input;
        const entries = Object.entries<number>(numbers?.(options) ?? {});
        const places = Object.fromEntries(entries.map(([name, value]) => [name, tape.number(value)]));
        const shared = { width, lines, numbers: places as Record<N, number>, flags: chosenOf(options) };
        tape.record(operations.forward({ input: input.offset, output: output.offset, ...shared }));
        return {
          output,
          backward(gradient, needsInput) {
            if (!needsInput) return undefined;
            const kept = (keeps === "input" ? input : output).offset;
            tape.record(operations.gradient({ kept, gradient: gradient.offset, ...shared }));
            return gradient;
          },
        };
      },
    }),
  });
}
