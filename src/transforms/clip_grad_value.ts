import Type from "typebox";
import { defineTransform } from "../contracts/transform.ts";
import { clipValue } from "../kernels/families/clipping.ts";

/** Clamps every gradient value on its own. torch.nn.utils.clip_grad_value_. */
export const clip_grad_value = defineTransform({
  description: "Limits every gradient value to the range ± clip_value.",
  source: "torch.nn.utils.clip_grad_value_",
  use: {
    when: "Single gradient values are too large by orders of magnitude.",
    not: "You only want to bound the step: clipping single values changes its direction. clip_grad_norm keeps the direction.",
  },
  params: Type.Object({
    clip_value: Type.Number({ minimum: 0, description: "Largest absolute value of a gradient value." }),
  }),
  plan: ({ clip_value }) => ({
    kind: "gradients",
    emit: (tape, { gradients, floats }) => tape.record(clipValue({ gradients, floats, most: tape.number(clip_value) })),
  }),
});
