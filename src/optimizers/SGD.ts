import Type from "typebox";
import { defineOptimizer, type OptimizerPlan } from "../contracts/optimizer.ts";
import { idle, Misfit } from "../contracts/part.ts";
import type { UpdateRule } from "../contracts/side-by-side.ts";
import { flushDenormals } from "../kernels/families/functions.ts";
import { defineUpdate, type FourFloats } from "../kernels/families/updates.ts";
import type { Floats } from "../kernels/language/values.ts";
import { updatePlan } from "./families/update-plan.ts";

interface SgdOptions {
  readonly lr: number;
  readonly momentum: number;
  readonly dampening: number;
  readonly weight_decay: number;
  readonly nesterov: boolean;
  readonly maximize: boolean;
}

/** Stochastic gradient descent, optionally with momentum. torch.optim.SGD. */
export const SGD = defineOptimizer({
  description: "Stochastic gradient descent, optionally with momentum.",
  source: "torch.optim.SGD",
  use: {
    when: "Convolutional networks, if you have time to tune: with momentum 0.9 and a good schedule, it often generalizes best.",
    not: "Transformers, embeddings and quick baselines, where Adam needs far less tuning of the rate.",
  },
  params: Type.Object({
    lr: Type.Number({ minimum: 0, default: 1e-3, description: "Learning rate." }),
    momentum: Type.Number({ minimum: 0, default: 0, description: "Share of the last update to keep." }),
    dampening: Type.Number({ default: 0, description: "Share of the gradient to leave out of the momentum." }),
    weight_decay: Type.Number({ minimum: 0, default: 0, description: "L2 penalty, added to the gradient." }),
    nesterov: Type.Boolean({ default: false, description: "Whether to use Nesterov momentum." }),
    maximize: Type.Boolean({ default: false, description: "Whether to maximize the loss instead of minimizing it." }),
  }),
  cycled: "momentum",
  idle: ({ momentum }, { cyclesMomentum }) =>
    momentum > 0 || cyclesMomentum ? [] : idle(["dampening"], "without momentum", "momentum: 0.9"),
  plan(options) {
    requireNesterovFits(options);
    return planOf(options);
  },
});

function requireNesterovFits({ nesterov, momentum, dampening }: SgdOptions): void {
  if (!nesterov) return;
  if (momentum === 0) throw new Misfit("nesterov", "Nesterov needs momentum, found momentum 0", "write momentum: 0.9");
  if (dampening === 0) return;
  throw new Misfit("dampening", `Nesterov needs zero dampening, found ${dampening}`, "leave dampening out");
}

/** p −= rate·g */
const descend = defineUpdate("Descend", { factors: 1, states: 0 }, (kernel, { p, g }, [rate]) => [
  kernel.fnma(rate as Floats, g, p),
]);

/** As torch.optim.SGD: the first step with momentum sets the buffer to the gradient, undampened. */
const sgd = defineUpdate<"nesterov" | "maximizes" | "decays">(
  "SGD",
  { factors: 4, states: 1 },
  (kernel, { p, g: written, states: [old] }, factors, { nesterov, maximizes, decays }) => {
    const [rate, momentum, take, decay] = factors as FourFloats;
    const buffer = old as Floats;
    const hasNone = kernel.equal(momentum, kernel.float(0));
    const gradient = maximizes ? kernel.negate(written) : written;
    // Not for weight decay 0: a parameter that overflowed would become NaN.
    const g = decays ? kernel.fma(decay, p, gradient) : gradient;
    const now = flushDenormals(kernel, kernel.fma(take, g, kernel.multiply(momentum, buffer)));
    const moved = nesterov ? kernel.fma(momentum, now, g) : now;
    return [kernel.fnma(rate, kernel.where(hasNone, g, moved), p), kernel.where(hasNone, buffer, now)];
  },
);

function planOf(options: SgdOptions): OptimizerPlan {
  const { lr, momentum, dampening, weight_decay, nesterov, maximize } = options;
  const plain = updatePlan({ lr, momentum }, { update: descend, flags: {}, factors: ({ rate }) => [rate] });
  const full = updatePlan(
    { lr, momentum },
    {
      update: sgd,
      flags: { nesterov, maximizes: maximize, decays: weight_decay !== 0 },
      counters: dampening === 0 ? 0 : 1,
      factors({ rate, momentum }, filled) {
        const take = dampening === 0 || filled[0] === 0 ? 1 : 1 - dampening;
        if (momentum !== 0) filled[0] = 1;
        return [rate, momentum, take, weight_decay];
      },
    },
  );
  const isPlain = momentum === 0 && weight_decay === 0 && !maximize;
  const chosen = (cyclesMomentum: boolean) => (isPlain && !cyclesMomentum ? plain : full);
  return {
    ...full,
    emit: (tape, group) => chosen(group.cyclesMomentum).emit(tape, group),
    ruleFor: (cyclesMomentum) => chosen(cyclesMomentum).ruleFor?.(cyclesMomentum) as UpdateRule,
  };
}
