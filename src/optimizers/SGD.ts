import Type from "typebox";
import { defineOptimizer, type LaneGroup, type LaneOptions, type OptimizerPlan } from "../contracts/optimizer.ts";
import { idle, Misfit } from "../contracts/part.ts";
import { flushDenormals } from "../kernels/families/functions.ts";
import { defineUpdate, type FourFloats } from "../kernels/families/updates.ts";
import type { Floats } from "../kernels/language/values.ts";
import { Op } from "../tape/op.ts";
import type { Tape } from "../tape/tape.ts";
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
    return { ...planOf(options), sideBySide: { options: laneOptions(options), emit: emitLanes } };
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
      counters: 1,
      factors({ rate, momentum }, filled) {
        const take = filled[0] === 0 ? 1 : 1 - dampening;
        if (momentum !== 0) filled[0] = 1;
        return [rate, momentum, take, weight_decay];
      },
    },
  );
  const isPlain = momentum === 0 && weight_decay === 0 && !maximize;
  return { ...full, emit: (tape, group) => (isPlain && !group.cyclesMomentum ? plain : full).emit(tape, group) };
}

function laneOptions({ momentum, dampening, weight_decay, nesterov, maximize }: SgdOptions): LaneOptions {
  return [momentum, 1 - dampening, weight_decay, Number(nesterov), maximize ? -1 : 1];
}

function emitLanes(tape: Tape, group: LaneGroup, runs: readonly LaneOptions[]): void {
  const { parameters, gradients, values, lanes, lr, norms } = group;
  const isPlain = runs.every(([momentum, , decay, , sign]) => momentum === 0 && decay === 0 && sign === 1);
  const places = [parameters, gradients, values, lanes.blocks];
  if (isPlain && !group.cyclesMomentum && norms) {
    tape.record(Op.LaneDescend, ...places, lr, norms.each, norms.sums);
    return;
  }
  const buffer = tape.allocate(values * lanes.blocks * 4);
  const options = tape.constant(optionVectors(lanes.blocks, runs));
  const norm = [norms?.each ?? 0, norms?.sums ?? 0];
  tape.record(Op.LaneSGD, ...places, lanes.bytes, lr, group.momentum, buffer, options, ...norm);
}

/** [blocks, 5, 4]: all options except momentum, which is set at each step, and a flag for whether the buffer was filled. */
function optionVectors(blocks: number, runs: readonly LaneOptions[]): Float32Array {
  const vectors = new Float32Array(blocks * 20);
  runs.forEach(([, ...options], run) => {
    for (const [index, option] of options.entries()) vectors[(run >> 2) * 20 + index * 4 + (run & 3)] = option;
  });
  return vectors;
}
