import Type from "typebox";
import { defineOptimizer } from "../contracts/optimizer.ts";
import { eps, lr, maximize, weightDecay } from "../contracts/update.ts";
import { defineUpdate } from "../kernels/families/updates.ts";
import type { Floats } from "../kernels/language/values.ts";
import { decayed, meanSquare } from "./families/moments.ts";
import { isNothing, updatePlan } from "./families/update-plan.ts";

/** v = rho·v + (1 − rho)·g², d = √(a + eps)/√(v + eps)·g, a = rho·a + (1 − rho)·d²; p −= lr·d */
const adadelta = defineUpdate<"maximizes" | "decays">(
  "Adadelta",
  { factors: 5, states: 2 },
  (kernel, vectors, factors, flags) => {
    const [rate, keep, take, eps, decay] = factors as readonly [Floats, Floats, Floats, Floats, Floats];
    const [v, a] = vectors.states as readonly [Floats, Floats];
    const [p, g] = decayed(kernel, vectors, decay, flags);
    const square = meanSquare(kernel, v, g, keep, take);
    const root = (value: Floats) => kernel.sqrt(kernel.add(value, eps));
    const move = kernel.multiply(kernel.divide(root(a), root(square)), g);
    return [kernel.fma(rate, move, p), square, meanSquare(kernel, a, move, keep, take)];
  },
);

/** Scales each step by the size of earlier steps. Zeiler 2012. torch.optim.Adadelta. */
export const Adadelta = defineOptimizer({
  description:
    "Scales the gradient by the ratio of two running root mean squares: of the updates and of the gradients.",
  source: "torch.optim.Adadelta",
  use: {
    when: "You want a method that hardly needs a learning rate.",
    not: "You compare learning-rate schedules: it sizes its own steps, for which lr 1 is the natural scale, and the schedule only multiplies them.",
  },
  params: Type.Object({
    lr: lr(1),
    rho: Type.Number({
      minimum: 0,
      maximum: 1,
      default: 0.9,
      description: "Decay rate of the running means.",
    }),
    eps: eps(1e-6),
    weight_decay: weightDecay(),
    maximize: maximize(),
  }),
  cycled: undefined,
  plan: ({ lr, rho, eps, weight_decay, maximize }) =>
    updatePlan(
      { lr },
      {
        update: adadelta,
        flags: { maximizes: maximize, decays: weight_decay !== 0 },
        factors: ({ rate }) => [-rate, rho, 1 - rho, eps, weight_decay],
        spoilsPadding: isNothing(eps),
      },
    ),
});
