import Type from "typebox";
import { defineOptimizer } from "../contracts/optimizer.ts";
import { maximize } from "../contracts/update.ts";
import { defineUpdate, sign } from "../kernels/families/updates.ts";
import type { Floats } from "../kernels/language/values.ts";
import { tick, updatePlan } from "./families/update-plan.ts";

/**
 * A step size of its own for each value, which begins as the rate, grows while the gradient keeps its sign, and shrinks when that
 * changes; the gradient counts as 0 for that step then.
 */
const rprop = defineUpdate<"maximizes">(
  "Rprop",
  { factors: 6, states: 2 },
  (kernel, { p, g: written, states }, factors, { maximizes }) => {
    const [isFirst, rate, minus, plus, least, largest] = factors as readonly [
      Floats,
      Floats,
      Floats,
      Floats,
      Floats,
      Floats,
    ];
    const [sizes, last] = states as readonly [Floats, Floats];
    const [zero, one] = [kernel.float(0), kernel.float(1)];
    const gradient = maximizes ? kernel.negate(written) : written;
    const agreement = kernel.multiply(gradient, last);
    const hasTurned = kernel.less(agreement, zero);
    const growth = kernel.where(kernel.less(zero, agreement), plus, one);
    const old = kernel.where(kernel.equal(isFirst, zero), sizes, rate);
    const grown = kernel.multiply(old, kernel.where(hasTurned, minus, growth));
    const size = kernel.min(kernel.max(grown, least), largest);
    const g = kernel.where(hasTurned, zero, gradient);
    return [kernel.fnma(sign(kernel, g), size, p), size, g];
  },
);

/** Resilient propagation. Riedmiller and Braun 1993. torch.optim.Rprop. */
export const Rprop = defineOptimizer({
  description:
    "Moves along the sign of the gradient. Each step size grows while the sign stays the same and shrinks when it changes.",
  source: "torch.optim.Rprop",
  use: {
    when: "Full batches of small data sets, where the sign of each gradient is reliable.",
    not: "Mini-batches, where changes of sign are mostly noise; and schedules, which have no effect: lr is only the first step size.",
  },
  params: Type.Object({
    lr: Type.Number({ minimum: 0, default: 1e-2, description: "First step size. Later rates are ignored." }),
    etas: Type.Tuple(
      [Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1 }), Type.Number({ exclusiveMinimum: 1 })],
      { default: [0.5, 1.2], description: "Factors by which a step size shrinks and grows." },
    ),
    step_sizes: Type.Tuple([Type.Number(), Type.Number()], {
      default: [1e-6, 50],
      description: "Smallest and largest step size.",
    }),
    maximize: maximize(),
  }),
  cycled: undefined,
  ignoresRate: "it takes the rate for its first step only",
  plan: ({ lr, etas, step_sizes, maximize }) =>
    updatePlan(
      { lr },
      {
        update: rprop,
        flags: { maximizes: maximize },
        counters: 1,
        factors: ({ rate }, counters) => [Number(tick(counters) === 1), rate, ...etas, ...step_sizes],
      },
    ),
});
