import Type from "typebox";
import { Python, type TorchArgument } from "../contracts/torch.ts";
import { defineTransform } from "../contracts/transform.ts";
import { clipNorm } from "../kernels/families/clipping.ts";

const normOf = (norm: TorchArgument) => (norm === "inf" ? new Python('float("inf")') : norm);

/** Scales all gradients down by one factor. Pascanu, Mikolov and Bengio 2013. torch.nn.utils.clip_grad_norm_. */
export const clip_grad_norm = defineTransform({
  description: "Scales all gradients down by one factor so that their norm is at most max_norm.",
  source: "torch.nn.utils.clip_grad_norm_",
  use: {
    when: "Transformers, recurrent networks and high rates, where a single batch can give very large gradients.",
    not: "You study how high a rate can be: clipping hides divergence. Look at grad_norm first.",
  },
  params: Type.Object({
    max_norm: Type.Number({ minimum: 0, description: "Largest norm of all gradients together." }),
    norm_type: Type.Enum([1, 2, "inf"], {
      default: 2,
      description: "Order of the norm. inf is the largest absolute value.",
    }),
  }),
  torch: ({ norm_type, ...keywords }) => ({
    keywords: { ...keywords, ...(norm_type !== undefined && { norm_type: normOf(norm_type) }) },
  }),
  plan: ({ max_norm, norm_type }) => ({
    kind: "gradients",
    emit(tape, { gradients, floats }) {
      const numbers = { order: norm_type === "inf" ? 0 : norm_type, most: tape.number(max_norm) };
      tape.record(clipNorm({ gradients, floats, ...numbers, scratch: tape.allocate(1) }));
    },
  }),
});
