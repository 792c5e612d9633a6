import Type, { type TObject, type TProperties } from "typebox";
import { defineLayer, type LayerPart } from "../../contracts/layer.ts";
import { operationName, type PartDefinition, type Resolved } from "../../contracts/part.ts";
import { defineElementwiseOperations, type ElementwiseFormula } from "../../kernels/families/elementwise.ts";

/**
 * A layer that works on every value by itself.
 * @param keeps what the gradient follows from: the layer's input or its output
 * @param numbers what of the parameters the formulas need
 * @param forward output = f(input)
 * @param gradient the gradient by the input
 */
export function defineActivation<P extends TProperties = Record<never, never>, N extends string = never>(
  definition: Omit<PartDefinition<P>, "params"> &
    ElementwiseFormula<N> & {
      params?: TObject<P>;
      keeps: "input" | "output";
      numbers?: (params: Resolved<P>) => Readonly<Record<N, number>>;
    },
): LayerPart {
  const { params, keeps, numbers, forward, gradient, ...rest } = definition;
  const operations = defineElementwiseOperations<N>(operationName(rest), { forward, gradient });
  return defineLayer<P>({
    ...rest,
    params: params ?? (Type.Object({}) as TObject<P>),
    plan: (options, shape) => ({
      output: shape,
      parameters: [],
      forward(tape, input) {
        const output = tape.tensor(input.shape);
        const { width, lines } = input;
        const entries = Object.entries<number>(numbers?.(options) ?? {});
        const places = Object.fromEntries(entries.map(([name, value]) => [name, tape.number(value)]));
        const shared = { width, lines, numbers: places as Record<N, number> };
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
