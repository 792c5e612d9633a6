import Type from "typebox";
import { defineTransform } from "../contracts/transform.ts";
import { Op } from "../tape/op.ts";
import { floatBits } from "../tape/tape.ts";

/** Clamps every gradient by itself. torch.nn.utils.clip_grad_value_. */
export const clip_grad_value = defineTransform({
  description: "Brings every value of the gradients within ± clip_value.",
  source: "torch.nn.utils.clip_grad_value_",
  use: {
    when: "Single values of the gradient are wrong by orders of magnitude.",
    not: "You only want to bound the step: clipping value by value changes its direction. clip_grad_norm keeps it.",
  },
  params: Type.Object({
    clip_value: Type.Number({ minimum: 0, description: "Largest absolute value of a gradient." }),
  }),
  plan: ({ clip_value }) => ({
    kind: "gradients",
    emit: (tape, { gradients, floats }) => tape.record(Op.ClipValue, gradients, floats, floatBits(clip_value)),
  }),
});
