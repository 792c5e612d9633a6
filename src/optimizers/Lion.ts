import Type from "typebox";
import { defineOptimizer } from "../definition/optimizer.ts";
import { betas, decoupledWeightDecay, doubles, lr, maximize, momentaOf, operandsOf } from "../definition/update.ts";
import { Op } from "../tape/op.ts";

/** Steps of one size, by the sign of a momentum. Chen et al. 2023, "Symbolic Discovery of Optimization Algorithms". */
export const Lion = defineOptimizer({
  description: "Moves every parameter by the rate itself, in the direction of a momentum's sign.",
  source: "Chen et al. 2023, arXiv:2302.06675, algorithm 2",
  params: Type.Object({
    lr: lr(1e-4),
    betas: betas(0.9, 0.99),
    weight_decay: decoupledWeightDecay(),
    maximize: maximize(),
  }),
  cycled: "betas.0",
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
