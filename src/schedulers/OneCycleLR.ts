import Type from "typebox";
import { type CyclePoint, defineCycle } from "../contracts/define-scheduler.ts";
import { idle, Misfit } from "../contracts/part.ts";
import { perGroup } from "../contracts/per-group.ts";
import { total } from "../contracts/scheduler.ts";
import { itemAt } from "../numbers/item-at.ts";
import { cos } from "../numbers/math.ts";
import { replacingRates } from "../schedule/base-rate.ts";
import { idleMomentum, momentaKept } from "./families/momenta.ts";

interface Length {
  readonly total_steps?: number;
  readonly epochs?: number;
  readonly steps_per_epoch?: number;
}

interface OneCycleParams extends Length {
  readonly max_lr: number;
  readonly pct_start: number;
  readonly anneal_strategy: "cos" | "linear";
  readonly base_momentum: number;
  readonly max_momentum: number;
  readonly div_factor: number;
  readonly final_div_factor: number;
  readonly three_phase: boolean;
}

/** Steps of the cycle. total_steps takes precedence if it is given, as in PyTorch. */
function stepsOf({ total_steps, epochs, steps_per_epoch }: Length): number {
  if (total_steps !== undefined) return total_steps;
  if (epochs !== undefined && steps_per_epoch !== undefined) return epochs * steps_per_epoch;
  const [given, missing] = epochs === undefined ? ["steps_per_epoch", "epochs"] : ["epochs", "steps_per_epoch"];
  const remedy = `write ${missing}, too, or remove ${given}: the cycle then takes the whole window`;
  throw new Misfit(given, `${given} needs ${missing}: only together they are the length of the cycle`, remedy);
}

/** Where the length of the cycle is written, and how to write that of the window. */
function lengthAt({ total_steps, epochs = 1 }: Length, window: number) {
  if (total_steps !== undefined) return { parameter: "total_steps", remedy: `total_steps: ${window}` };
  const whole = `total_steps: ${window} in place of epochs and steps_per_epoch`;
  const remedy = window % epochs === 0 ? `steps_per_epoch: ${window / epochs}` : whole;
  return { parameter: "steps_per_epoch", remedy };
}

/** A stretch in which rate and momentum move in one direction. */
interface Ramp {
  /** The tick at which it ends. It need not be whole. */
  readonly end: number;
  readonly to: CyclePoint;
}

/** The rate and momentum at the start, and the ramps that follow. */
function cycleOf(params: OneCycleParams): { start: CyclePoint; ramps: readonly Ramp[] } {
  const { max_lr, pct_start, base_momentum, max_momentum, div_factor, final_div_factor, three_phase } = params;
  const steps = stepsOf(params);
  const start = { lr: max_lr / div_factor, momentum: max_momentum };
  const up = { end: pct_start * steps - 1, to: { lr: max_lr, momentum: base_momentum } };
  const down = { end: steps - 1, to: { lr: start.lr / final_div_factor, momentum: max_momentum } };
  return { start, ramps: three_phase ? [up, { end: 2 * pct_start * steps - 2, to: start }, down] : [up, down] };
}

function between({ anneal_strategy }: OneCycleParams, start: number, end: number, share: number): number {
  if (anneal_strategy === "linear") return (end - start) * share + start;
  return end + ((start - end) / 2) * (cos(Math.PI * share) + 1);
}

/**
 * Raises the rate from max_lr / div_factor to max_lr, then lowers it to almost 0; moves momentum the opposite way.
 * torch.optim.lr_scheduler.OneCycleLR; Smith and Topin, "Super-Convergence", 2018 (theirs has three_phase).
 */
export const OneCycleLR = defineCycle({
  description:
    "Raises the rate to max_lr once, then lowers it to almost 0; moves momentum the opposite way. Ticks every step.",
  source: "torch.optim.lr_scheduler.OneCycleLR",
  use: {
    when: "Short runs at high rates, mostly convolutional networks with SGD. Find max_lr with lr-find first.",
    not: "You may extend training later: the curve depends on the total number of steps. It also ignores the optimizer's lr, so an axis over optimizer.lr changes nothing.",
  },
  interval: "step",
  params: Type.Object({
    max_lr: replacingRates(
      "Highest rate. It replaces the optimizer's lr. A phase that follows starts from the optimizer's lr; in PyTorch it starts from max_lr / div_factor.",
    ),
    total_steps: Type.Optional(total("Steps of the cycle.", { instead: ["epochs", "steps_per_epoch"] })),
    epochs: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: "Epochs of the cycle. With steps_per_epoch, it can replace total_steps.",
      }),
    ),
    steps_per_epoch: Type.Optional(
      Type.Integer({ minimum: 1, description: "Steps of an epoch. With epochs, it can replace total_steps." }),
    ),
    pct_start: Type.Number({
      minimum: 0,
      maximum: 1,
      default: 0.3,
      description: "Share of the steps in which the rate rises.",
    }),
    anneal_strategy: Type.Enum(["cos", "linear"], {
      default: "cos",
      description: "Shape of the curve: half a cosine or a straight line.",
    }),
    cycle_momentum: Type.Boolean({
      default: true,
      description: "Whether to cycle momentum (or Adam's beta1) as well.",
    }),
    base_momentum: perGroup(Type.Number(), { default: 0.85, description: "Momentum where the rate is highest." }),
    max_momentum: perGroup(Type.Number(), { default: 0.95, description: "Momentum where the rate is lowest." }),
    div_factor: Type.Number({
      exclusiveMinimum: 0,
      default: 25,
      description: "Divisor of max_lr that gives the rate at the start.",
    }),
    final_div_factor: Type.Number({
      exclusiveMinimum: 0,
      default: 1e4,
      description: "Divisor of the rate at the start that gives the rate at the end.",
    }),
    three_phase: Type.Boolean({
      default: false,
      description:
        "Whether the rate first falls back to its starting value, in as many steps as it rose, and then to the end.",
    }),
  }),
  idle: ({ total_steps, cycle_momentum }) => [
    ...(total_steps === undefined
      ? []
      : idle(["epochs", "steps_per_epoch"], "beside total_steps", "remove total_steps")),
    ...idleMomentum(cycle_momentum),
  ],
  check(params, window) {
    const steps = stepsOf(params);
    if (params.pct_start * steps === 1) {
      throw new Misfit(
        "pct_start",
        `the way up takes no time: pct_start × ${steps} steps is 1`,
        "a little more, or less",
      );
    }
    if (steps >= window || window === Infinity) return;
    const { parameter, remedy } = lengthAt(params, window);
    throw new Misfit(parameter, `the cycle takes ${steps} steps, and its window has ${window}`, remedy);
  },
  warn(params, { window, unit }) {
    const steps = stepsOf(params);
    if (steps <= window) return [];
    const message = `the cycle takes ${steps} ${unit}, and there are ${window}: the rate does not come down`;
    return [{ ...lengthAt(params, window), message }];
  },
  keeps({ max_lr, div_factor, final_div_factor, ...momenta }) {
    const initial_lr = max_lr / div_factor;
    return { initial_lr, max_lr, min_lr: initial_lr / final_div_factor, ...momentaKept(momenta) };
  },
  found(params, { max_lr = 0, initial_lr = 0, min_lr = 0, ...kept }) {
    const momenta = params.cycle_momentum ? kept : {};
    return { ...params, ...momenta, max_lr, div_factor: max_lr / initial_lr, final_div_factor: initial_lr / min_lr };
  },
  at(params, t) {
    const { start, ramps } = cycleOf(params);
    const found = ramps.findIndex(({ end }) => t <= end);
    const index = found === -1 ? ramps.length - 1 : found;
    const ramp = itemAt(ramps, index);
    const before = ramps[index - 1] ?? { end: 0, to: start };
    // With pct_start = 1 the last ramp has no length, so it is over.
    const share = ramp.end === before.end ? 1 : (t - before.end) / (ramp.end - before.end);
    return {
      lr: between(params, before.to.lr, ramp.to.lr, share),
      momentum: between(params, before.to.momentum, ramp.to.momentum, share),
    };
  },
});
