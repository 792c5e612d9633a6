import Type from "typebox";
import { Python, type TorchArgument } from "../contracts/torch.ts";
import { defineTransform } from "../contracts/transform.ts";
import { Op } from "../tape/op.ts";
import { floatBits } from "../tape/tape.ts";

const normOf = (norm: TorchArgument) => (norm === "inf" ? new Python('float("inf")') : norm);

/** Shrinks all gradients by one factor. Pascanu, Mikolov and Bengio 2013. torch.nn.utils.clip_grad_norm_. */
export const clip_grad_norm = defineTransform({
  description: "Shrinks the gradients, all by one factor, until their norm is at most max_norm.",
  source: "torch.nn.utils.clip_grad_norm_",
  use: {
    when: "Transformers, recurrent networks and high rates, where single batches give very large gradients.",
    not: "You compare how far rates can be raised: clipping hides divergence. Look at grad_norm first.",
  },
  params: Type.Object({
    max_norm: Type.Number({ minimum: 0, description: "Largest norm of all gradients together." }),
    norm_type: Type.Enum([1, 2, "inf"], { default: 2, description: "Which norm; inf is the largest absolute value." }),
  }),
  torch: ({ norm_type, ...keywords }) => ({
    keywords: { ...keywords, ...(norm_type !== undefined && { norm_type: normOf(norm_type) }) },
  }),
  plan: ({ max_norm, norm_type }) => ({
    kind: "gradients",
    emit(tape, { gradients, floats }) {
      tape.record(Op.ClipNorm, gradients, floats, norm_type === "inf" ? 0 : norm_type, floatBits(max_norm));
    },
  }),
});
