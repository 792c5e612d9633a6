import Type from "typebox";
import { defineOptimizer } from "../contracts/optimizer.ts";
import { eps, lr, maximize, weightDecay } from "../contracts/update.ts";
import { flushDenormals } from "../kernels/families/functions.ts";
import { defineUpdate, type FourFloats } from "../kernels/families/updates.ts";
import type { Floats } from "../kernels/language/values.ts";
import { decayed } from "./families/moments.ts";
import { isNothing, tick, updatePlan } from "./families/update-plan.ts";

/** s += g²; p −= lr/(1 + (t − 1)·lr_decay)·g/(√s + eps) */
const adagrad = defineUpdate<"maximizes" | "decays">(
  "Adagrad",
  { factors: 4, states: 1 },
  (kernel, vectors, factors, flags) => {
    const [rate, initial, eps, decay] = factors as FourFloats;
    const [old] = vectors.states as readonly [Floats];
    const [p, g] = decayed(kernel, vectors, decay, flags);
    const sum = flushDenormals(kernel, kernel.fma(g, g, kernel.add(old, initial)));
    const scale = kernel.add(kernel.sqrt(sum), eps);
    return [kernel.add(p, kernel.divide(kernel.multiply(rate, g), scale)), sum];
  },
);

/** Divides by the root of the sum of squares. Duchi, Hazan and Singer 2011. torch.optim.Adagrad. */
export const Adagrad = defineOptimizer({
  description: "Divides the gradient by the root of the sum of all its squares so far.",
  source: "torch.optim.Adagrad",
  use: {
    when: "Sparse inputs, such as embeddings of rare words: rare features keep a high rate.",
    not: "Long runs and comparisons of schedules: its own step size keeps shrinking, on top of any schedule.",
  },
  params: Type.Object({
    lr: lr(1e-2),
    lr_decay: Type.Number({
      minimum: 0,
      default: 0,
      description: "Decay of the rate: it is divided by 1 + steps · lr_decay.",
    }),
    weight_decay: weightDecay(),
    initial_accumulator_value: Type.Number({ minimum: 0, default: 0, description: "Initial value of the sums." }),
    eps: eps(1e-10),
    maximize: maximize(),
  }),
  cycled: undefined,
  plan: ({ lr, lr_decay, weight_decay, initial_accumulator_value, eps, maximize }) =>
    updatePlan(
      { lr },
      {
        update: adagrad,
        flags: { maximizes: maximize, decays: weight_decay !== 0 },
        counters: 1,
        factors({ rate }, counters) {
          const t = tick(counters);
          // The sums begin as zeros.
          const initial = t === 1 ? initial_accumulator_value : 0;
          return [-rate / (1 + (t - 1) * lr_decay), initial, eps, weight_decay];
        },
        spoilsPadding: isNothing(eps),
      },
    ),
});
