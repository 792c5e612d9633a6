import Type from "typebox";
import { defineLayer, type LayerPart } from "../../contracts/layer.ts";
import { Misfit, type PartTexts } from "../../contracts/part.ts";
import type { SoftmaxLines } from "../../kernels/families/softmax.ts";
import type { Operation } from "../../kernels/operation.ts";
import { formatShape } from "../../tape/shape.ts";

/** Defines a layer that works along the last dimension and whose gradient follows from its output. */
export function defineSoftmax(
  definition: PartTexts & {
    forward: (operands: SoftmaxLines & { input: number; output: number }) => Operation;
    gradient: (operands: SoftmaxLines & { output: number; gradient: number }) => Operation;
  },
): LayerPart {
  const { forward, gradient, ...texts } = definition;
  return defineLayer({
    ...texts,
    params: Type.Object({
      dim: Type.Integer({
        default: -1,
        description: "Dimension to normalize over. Only the last one is supported; the batch is dimension 0.",
      }),
    }),
    // PyTorch's own default depends on the number of dimensions, so dim is always written out.
    torch: (_, { dim }) => ({ keywords: { dim: dim as number } }),
    plan({ dim }, shape) {
      if (dim !== -1 && dim !== shape.length) {
        const message = `dim is ${dim}, but only the last dimension of ${formatShape(shape)} is supported, which is ${shape.length} with the batch counted`;
        throw new Misfit("dim", message, `write ${shape.length}, or -1`);
      }
      return {
        output: shape,
        parameters: [],
        forward(tape, input) {
          const output = tape.tensor(input.shape);
          const shared = { width: input.width, lines: input.lines, output: output.offset };
          tape.record(forward({ ...shared, input: input.offset }));
          return {
            output,
            backward(back, needsInput) {
              if (!needsInput) return undefined;
              tape.record(gradient({ ...shared, gradient: back.offset }));
              return back;
            },
          };
        },
      };
    },
  });
}
