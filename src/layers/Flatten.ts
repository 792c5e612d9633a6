import Type from "typebox";
import { defineLayer } from "../contracts/layer.ts";
import { Misfit } from "../contracts/part.ts";
import { elements, formatShape, type Shape } from "../tape/shape.ts";
import { reshape } from "./families/layout.ts";

/** Merges dimensions into one: [channels, height, width] → [channels·height·width] by default. torch.nn.Flatten. */
export const Flatten = defineLayer({
  description: "Merges several dimensions into one. By default, all dimensions of a sample.",
  source: "torch.nn.Flatten",
  params: Type.Object({
    start_dim: Type.Integer({ default: 1, description: "First dimension to merge. The batch is dimension 0." }),
    end_dim: Type.Integer({ default: -1, description: "Last dimension to merge. -1 is the last of all." }),
  }),
  shift: () => "kept",
  plan({ start_dim, end_dim }, shape) {
    const output = flattened(shape, start_dim, end_dim);
    return {
      output,
      parameters: [],
      forward(tape, input) {
        return {
          output: reshape(tape, input, output),
          backward: (gradient, needsInput) => (needsInput ? reshape(tape, gradient, shape) : undefined),
        };
      },
    };
  },
});

function flattened(shape: Shape, start: number, end: number): Shape {
  const from = (start < 0 ? start + shape.length + 1 : start) - 1;
  const to = (end < 0 ? end + shape.length + 1 : end) - 1;
  const range = `1 to ${shape.length} for an input of shape ${formatShape(shape)}, the batch being 0`;
  if (from < 0 || from >= shape.length) throw new Misfit("start_dim", `start_dim is ${start}, but must be ${range}`);
  if (to < from || to >= shape.length) throw new Misfit("end_dim", `end_dim is ${end}, but must be ${range}`);
  return [...shape.slice(0, from), elements(shape.slice(from, to + 1)), ...shape.slice(to + 1)];
}
