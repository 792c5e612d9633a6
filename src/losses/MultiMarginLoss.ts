import Type from "typebox";
import { Misfit } from "../contracts/part.ts";
import { multiMarginLoss } from "../kernels/families/class-losses.ts";
import { formatShape } from "../tape/shape.ts";
import { defineClassLoss, NOTHING } from "./families/class-loss.ts";

/** Σ over other classes j of max(0, margin − x[y] + x[j])ᵖ / classes. torch.nn.MultiMarginLoss. */
export const MultiMarginLoss = defineClassLoss({
  description:
    "Multi-class hinge loss: how far the target's score falls short of leading each other score by a margin.",
  source: "torch.nn.MultiMarginLoss",
  use: {
    when: "You only need the right class to lead by a margin, as with support vector machines.",
    not: "You want probabilities or perplexity: its scores have no scale. Use CrossEntropyLoss.",
  },
  isLikelihood: false,
  params: Type.Object({
    p: Type.Union([Type.Literal(1), Type.Literal(2)], {
      default: 1,
      description: "Exponent of each shortfall: 1 or 2.",
    }),
    margin: Type.Number({ default: 1, description: "Lead from which the loss is 0." }),
  }),
  rule({ p, margin }, output) {
    if (output.length > 1) {
      const message = `it takes one line of classes, but the model's output has the shape ${formatShape(output)}`;
      throw new Misfit(undefined, message, "flatten the output");
    }
    return {
      isWeighted: false,
      ignored: NOTHING,
      operation: (tape, places) => multiMarginLoss({ ...places, margin: tape.number(margin), isSquared: p === 2 }),
    };
  },
});
