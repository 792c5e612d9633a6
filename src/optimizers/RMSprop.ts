import Type from "typebox";
import { defineOptimizer } from "../contracts/optimizer.ts";
import { eps, lr, maximize, weightDecay } from "../contracts/update.ts";
import { flushDenormals } from "../kernels/families/functions.ts";
import { defineUpdate, lerp } from "../kernels/families/updates.ts";
import type { Floats } from "../kernels/language/values.ts";
import { decayed, meanSquare } from "./families/moments.ts";
import { isNothing, updatePlan } from "./families/update-plan.ts";

/**
 * v = alpha·v + (1 − alpha)·g², d = √v + eps, centered √(v − ḡ²) + eps; p −= lr·g/d, with momentum p −= lr·b,
 * b = momentum·b + g/d
 */
const define = (isCentered: boolean, hasMomentum: boolean) =>
  defineUpdate<"maximizes" | "decays">(
    "RMSprop",
    { factors: 6, states: 1 + Number(isCentered) + Number(hasMomentum) },
    (kernel, vectors, factors, flags) => {
      const [rate, keep, take, eps, decay, momentum] = factors as readonly [
        Floats,
        Floats,
        Floats,
        Floats,
        Floats,
        Floats,
      ];
      const [v, ...others] = vectors.states as readonly [Floats, ...Floats[]];
      const [p, g] = decayed(kernel, vectors, decay, flags);
      const square = meanSquare(kernel, v, g, keep, take);
      const mean = isCentered ? [flushDenormals(kernel, lerp(kernel, others[0] as Floats, g, take, keep))] : [];
      const spread = mean.reduce((all, own) => kernel.fnma(own, own, all), square);
      const scale = kernel.add(kernel.sqrt(spread), eps);
      const plain = kernel.add(p, kernel.divide(kernel.multiply(rate, g), scale));
      if (!hasMomentum) return [plain, square, ...mean];
      const buffer = others.at(-1) as Floats;
      const now = flushDenormals(kernel, kernel.fma(momentum, buffer, kernel.divide(g, scale)));
      // A schedule may take the momentum away.
      const hasNone = kernel.equal(momentum, kernel.float(0));
      const next = kernel.where(hasNone, plain, kernel.fma(rate, now, p));
      return [next, square, ...mean, kernel.where(hasNone, buffer, now)];
    },
  );

const UPDATES = {
  plain: { without: define(false, false), momentum: define(false, true) },
  centered: { without: define(true, false), momentum: define(true, true) },
};

/** Divides by the root of the mean square. Hinton 2012; centered: Graves 2013. torch.optim.RMSprop. */
export const RMSprop = defineOptimizer({
  description: "Divides the gradient by the root of its running mean square.",
  source: "torch.optim.RMSprop",
  use: {
    when: "Recurrent networks, and older recipes that name it.",
    not: "New models without such a recipe: Adam adds momentum and bias correction.",
  },
  params: Type.Object({
    lr: lr(1e-2),
    alpha: Type.Number({
      minimum: 0,
      default: 0.99,
      description: "Decay rate of the running mean square.",
    }),
    eps: eps(1e-8),
    weight_decay: weightDecay(),
    momentum: Type.Number({ minimum: 0, default: 0, description: "Share of the last update to keep." }),
    centered: Type.Boolean({
      default: false,
      description: "Whether to divide by the gradient's standard deviation instead of its root mean square.",
    }),
    maximize: maximize(),
  }),
  cycled: "momentum",
  plan({ lr, alpha, eps, weight_decay, momentum, centered, maximize }) {
    const { without, momentum: following } = UPDATES[centered ? "centered" : "plain"];
    const planOf = (update: typeof without) =>
      updatePlan(
        { lr, momentum },
        {
          update,
          flags: { maximizes: maximize, decays: weight_decay !== 0 },
          factors: ({ rate, momentum }) => [-rate, alpha, 1 - alpha, eps, weight_decay, momentum],
          spoilsPadding: isNothing(eps),
        },
      );
    const [plain, full] = [planOf(without), planOf(following)];
    const isPlain = momentum === 0;
    return { ...full, emit: (tape, group) => (isPlain && !group.cyclesMomentum ? plain : full).emit(tape, group) };
  },
});
