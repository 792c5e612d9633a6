import Type from "typebox";
import type { TorchSpelling } from "../../contracts/torch.ts";
import { formatShape, linesOf, type Shape, widthOf } from "../../tape/shape.ts";
import { contradiction } from "./inferred.ts";

/** The parameter of LayerNorm and RMSNorm. */
export const normalizedShape = {
  normalized_shape: Type.Optional(
    Type.Union([Type.Integer({ minimum: 1 }), Type.Array(Type.Integer({ minimum: 1 }), { minItems: 1 })], {
      description: "Sizes of the last dimensions, over which to normalize. Default: the last dimension.",
    }),
  ),
};

/** The shape is written out, because PyTorch cannot infer it. */
export const torchNormalised: TorchSpelling = ({ normalized_shape, ...keywords }, _, { input = [] }) => ({
  positional: [normalized_shape ?? widthOf(input)],
  keywords,
});

/** The dimensions over which to normalize, and their lines. Throws Misfit if the input's shape does not end in them. */
export function normalisedOver(given: number | readonly number[] | undefined, input: Shape): [Shape, lines: number] {
  const wanted = given === undefined ? input.slice(-1) : [given].flat();
  const found = input.slice(-wanted.length);
  if (formatShape(wanted) !== formatShape(found)) {
    const shape = `the input has the shape ${formatShape(input)}`;
    throw contradiction("normalized_shape", formatShape(wanted), shape, formatShape(found));
  }
  return [wanted, linesOf(wanted)];
}
