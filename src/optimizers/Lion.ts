import Type from "typebox";
import { defineOptimizer } from "../contracts/optimizer.ts";
import { allKeywords } from "../contracts/torch.ts";
import { betas, decoupledWeightDecay, lr, maximize } from "../contracts/update.ts";
import { flushDenormals } from "../kernels/families/functions.ts";
import { defineUpdate, sign } from "../kernels/families/updates.ts";
import type { Floats } from "../kernels/language/values.ts";
import { updatePlan } from "./families/update-plan.ts";

/** p −= lr·(sign(beta1·m + (1 − beta1)·g) + decay·p), then m = beta2·m + (1 − beta2)·g */
const lion = defineUpdate<"maximizes">(
  "Lion",
  { factors: 6, states: 1 },
  (kernel, { p, g: written, states: [old] }, factors, { maximizes }) => {
    const [size, shrink, keep1, take1, keep2, take2] = factors as readonly [
      Floats,
      Floats,
      Floats,
      Floats,
      Floats,
      Floats,
    ];
    const m = old as Floats;
    const g = maximizes ? kernel.negate(written) : written;
    const towards = sign(kernel, kernel.fma(take1, g, kernel.multiply(keep1, m)));
    const next = kernel.fma(size, towards, kernel.multiply(p, shrink));
    return [next, flushDenormals(kernel, kernel.fma(take2, g, kernel.multiply(keep2, m)))];
  },
);

/** Steps of equal size, along the sign of a momentum. Chen et al. 2023, "Symbolic Discovery of Optimization Algorithms". */
export const Lion = defineOptimizer({
  description: "Moves every parameter by the rate, in the direction given by the sign of a momentum.",
  source: "Chen et al. 2023, arXiv:2302.06675, algorithm 2",
  use: {
    when: "Large batches and transformers. It keeps one value per parameter. Start with a third to a tenth of AdamW's rate.",
    not: "Small batches: all steps have the same size, so noise is not damped, and decaying the rate matters more.",
  },
  params: Type.Object({
    lr: lr(1e-4),
    betas: betas(0.9, 0.99),
    weight_decay: decoupledWeightDecay(),
    maximize: maximize(),
  }),
  cycled: "betas.0",
  torch: (_, config) => ({ callee: "Lion", keywords: allKeywords(config), carried: [PYTHON] }),
  plan: ({ lr, betas: [momentum, beta2], weight_decay, maximize }) =>
    updatePlan(
      { lr, momentum },
      {
        update: lion,
        flags: { maximizes: maximize },
        factors: ({ rate, momentum: beta1 }) => [-rate, 1 - rate * weight_decay, beta1, 1 - beta1, beta2, 1 - beta2],
      },
    ),
});

const PYTHON = `class Lion(torch.optim.Optimizer):
    """Steps of equal size, along the sign of a momentum. Chen et al. 2023, arXiv:2302.06675."""

    def __init__(self, params, **options):
        super().__init__(params, options)

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for p in group["params"]:
                grad = -p.grad if group["maximize"] else p.grad
                momentum = self.state[p].setdefault("momentum", torch.zeros_like(p))
                p.mul_(1 - group["lr"] * group["weight_decay"])
                p.sub_(group["lr"] * torch.sign(beta1 * momentum + (1 - beta1) * grad))
                momentum.lerp_(grad, 1 - beta2)`;
