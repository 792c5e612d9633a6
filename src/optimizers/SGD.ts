import Type from "typebox";
import { defineOptimizer, type GroupMemory, type LaneGroup, type LaneOptions } from "../contracts/optimizer.ts";
import { idle, Misfit } from "../contracts/part.ts";
import { Op } from "../tape/op.ts";
import { floatBits, type Tape } from "../tape/tape.ts";

interface SgdOptions {
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
    return {
      lr: options.lr,
      momentum: options.momentum,
      emit: (tape, group) => emit(tape, group, options),
      sideBySide: { options: laneOptions(options), emit: emitLanes },
    };
  },
});

function requireNesterovFits({ nesterov, momentum, dampening }: SgdOptions): void {
  if (!nesterov) return;
  if (momentum === 0) throw new Misfit("nesterov", "Nesterov needs momentum, found momentum 0", "write momentum: 0.9");
  if (dampening === 0) return;
  throw new Misfit("dampening", `Nesterov needs zero dampening, found ${dampening}`, "leave dampening out");
}

function emit(tape: Tape, group: GroupMemory, options: SgdOptions): void {
  const { parameters, gradients, floats, lr } = group;
  const { momentum, dampening, weight_decay, nesterov, maximize } = options;
  if (momentum === 0 && !group.cyclesMomentum && weight_decay === 0 && !maximize) {
    tape.record(Op.Descend, parameters, gradients, floats, lr);
    return;
  }
  const buffer = tape.allocate(floats);
  const filled = tape.allocate(1);
  const numbers = [floatBits(1 - dampening), floatBits(weight_decay), Number(nesterov), Number(maximize)];
  tape.record(Op.SGD, parameters, gradients, floats, lr, buffer, filled, group.momentum, ...numbers);
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
