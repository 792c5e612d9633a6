import Type from "typebox";
import { defineOptimizer } from "../contracts/optimizer.ts";
import { betas, decoupledWeightDecay, eps, lr, maximize } from "../contracts/update.ts";
import { adamPlan } from "./families/adam.ts";

/** Adam with decoupled weight decay. Loshchilov and Hutter 2019. torch.optim.AdamW. */
export const AdamW = defineOptimizer({
  description: "Adam with decoupled weight decay: the decay acts on the parameters directly, not through the gradient.",
  source: "torch.optim.AdamW",
  use: {
    when: "Transformers. The default choice wherever weight decay matters.",
    not: "Memory is short: it keeps two values per parameter. Adafactor and Lion keep fewer.",
  },
  params: Type.Object({
    lr: lr(1e-3),
    betas: betas(0.9, 0.999),
    eps: eps(1e-8),
    weight_decay: decoupledWeightDecay(1e-2),
    amsgrad: Type.Boolean({
      default: false,
      description: "Whether to use the largest running mean of the square so far.",
    }),
    maximize: maximize(),
  }),
  cycled: "betas.0",
  plan: (options) => adamPlan(options, true),
});
