import Type from "typebox";
import { defineOptimizer } from "../contracts/optimizer.ts";
import { allKeywords } from "../contracts/torch.ts";
import { betas, decoupledWeightDecay, doubles, lr, maximize, momentaOf, operandsOf } from "../contracts/update.ts";
import { Op } from "../tape/op.ts";

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
  plan: ({ lr, betas: [beta1, beta2], weight_decay, maximize }) => ({
    lr,
    momentum: beta1,
    emit(tape, group) {
      const moments = tape.allocate(group.floats);
      const numbers = doubles(beta1, beta2, weight_decay);
      tape.record(Op.Lion, ...operandsOf(group), momentaOf(group), moments, Number(maximize), ...numbers);
    },
  }),
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
