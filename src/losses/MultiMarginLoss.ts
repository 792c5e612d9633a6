import Type from "typebox";
import { Misfit } from "../contracts/part.ts";
import { Op } from "../tape/op.ts";
import { formatShape } from "../tape/shape.ts";
import { floatBits } from "../tape/tape.ts";
import { defineClassLoss, NOTHING } from "./families/class-loss.ts";

/** Σ over other classes j of max(0, margin − x[y] + x[j])ᵖ / classes. torch.nn.MultiMarginLoss. */
export const MultiMarginLoss = defineClassLoss({
  description: "By how much the target's class fails to lead every other by a margin.",
  source: "torch.nn.MultiMarginLoss",
  use: {
    when: "You only care that the right class leads by a margin, as with support vector machines.",
    not: "You want probabilities or perplexity: its scores have no scale. CrossEntropyLoss gives them one.",
  },
  isLikelihood: false,
  params: Type.Object({
    p: Type.Union([Type.Literal(1), Type.Literal(2)], { default: 1, description: "Power of each shortfall, 1 or 2." }),
    margin: Type.Number({ default: 1, description: "The lead that costs nothing." }),
  }),
  record({ p, margin }, output) {
    if (output.length > 1) {
      const message = `it takes one line of classes, but the model's output has the shape ${formatShape(output)}`;
      throw new Misfit(undefined, message, "flatten the output");
    }
    return { op: Op.MultiMarginLoss, weighted: false, ignored: NOTHING, operands: [floatBits(margin), p] };
  },
});
