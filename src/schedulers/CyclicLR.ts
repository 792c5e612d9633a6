import Type from "typebox";
import { defineCycle } from "../contracts/define-scheduler.ts";
import { idle } from "../contracts/part.ts";
import { perGroup } from "../contracts/per-group.ts";
import { Python } from "../contracts/torch.ts";
import { pythonFormula } from "../formula/python.ts";
import { pow } from "../numbers/math.ts";
import { replacingRates } from "../schedule/base-rate.ts";
import { idleMomentum, momentaKept } from "./families/momenta.ts";
import { checkFinite, formulaOf } from "./families/one-variable.ts";

interface CyclicParams {
  readonly step_size_up: number;
  readonly step_size_down?: number;
  readonly mode: "triangular" | "triangular2" | "exp_range";
  readonly gamma: number;
  readonly scale_fn?: string;
  readonly scale_mode?: "cycle" | "iterations";
}

const scaleOf = (formula: string) => formulaOf(formula, "x", "scale_fn");

/** Height of a tick in its cycle: 0 at the start and the end, 1 at the peak. */
function height(
  { step_size_up, step_size_down = step_size_up, mode, gamma, scale_fn, scale_mode = "cycle" }: CyclicParams,
  t: number,
): [number, number] {
  const total = step_size_up + step_size_down;
  const up = step_size_up / total;
  const cycle = Math.floor(1 + t / total);
  const x = 1 + t / total - cycle;
  const share = x <= up ? x / up : (x - 1) / (up - 1);
  if (scale_fn !== undefined) return [share, scaleOf(scale_fn)(scale_mode === "cycle" ? cycle : t)];
  if (mode === "triangular") return [share, 1];
  return [share, mode === "triangular2" ? 1 / pow(2, cycle - 1) : pow(gamma, t)];
}

/**
 * Moves the rate up and down between two bounds, and momentum the opposite way. torch.optim.lr_scheduler.CyclicLR; Smith, "Cyclical
 * Learning Rates for Training Neural Networks", 2017.
 */
export const CyclicLR = defineCycle({
  description:
    "Moves the rate up and down between base_lr and max_lr, and momentum the opposite way. Ticks every step.",
  source: "torch.optim.lr_scheduler.CyclicLR",
  use: {
    when: "To try a range of rates within one run, or to save a model at the end of each cycle.",
    not: "You want the best final loss: training ends at an arbitrary rate unless the last cycle ends with the run. OneCycleLR ends at a low rate.",
  },
  interval: "step",
  params: Type.Object({
    base_lr: replacingRates(
      "Lower bound of the rate. It replaces the optimizer's lr. A phase that follows starts from the optimizer's lr; in PyTorch it starts from base_lr.",
    ),
    max_lr: replacingRates("Upper bound of the rate."),
    step_size_up: Type.Number({ exclusiveMinimum: 0, default: 2000, description: "Steps from base_lr to max_lr." }),
    step_size_down: Type.Optional(
      Type.Number({ minimum: 0, description: "Steps from max_lr to base_lr. Default: step_size_up." }),
    ),
    mode: Type.Enum(["triangular", "triangular2", "exp_range"], {
      default: "triangular",
      description:
        "Heights of the cycles. triangular: all equal. triangular2: each half of the one before. exp_range: multiplied by gamma every step.",
    }),
    gamma: Type.Number({ default: 1, description: "Factor of the height per step, for exp_range." }),
    scale_fn: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          "Height of the cycles, instead of mode: a formula of x such as 1 / 2 ** (x - 1). x is the number of the cycle, from 1.",
      }),
    ),
    scale_mode: Type.Optional(
      Type.Enum(["cycle", "iterations"], {
        description:
          "What x is in scale_fn. cycle: the number of the cycle, from 1. iterations: the number of the step, from 0. Default: cycle.",
      }),
    ),
    cycle_momentum: Type.Boolean({
      default: true,
      description: "Whether to cycle momentum (or Adam's beta1) as well.",
    }),
    base_momentum: perGroup(Type.Number(), { default: 0.8, description: "Momentum where the rate is highest." }),
    max_momentum: perGroup(Type.Number(), { default: 0.9, description: "Momentum where the rate is lowest." }),
  }),
  idle: ({ mode, scale_fn, cycle_momentum }) => [
    ...(scale_fn === undefined ? idle(["scale_mode"], "without scale_fn") : idle(["mode", "gamma"], "beside scale_fn")),
    ...(mode === "exp_range" || scale_fn !== undefined ? [] : idle(["gamma"], `with mode: ${mode}`, "mode: exp_range")),
    ...idleMomentum(cycle_momentum),
  ],
  unreached({ step_size_up }, { window, unit }) {
    if (step_size_up < window) return [];
    const message = `step_size_down never begins: step_size_up = ${step_size_up} ${unit} are not over after ${window}`;
    return [{ parameter: "step_size_down", message, remedy: `a smaller step_size_up, or more ${unit}` }];
  },
  torch(given, { scale_fn }, { isComposed = false }) {
    const written = scale_fn && { scale_fn: new Python(`lambda x: ${pythonFormula(scale_fn as string)}`) };
    const keywords = { ...given, ...written };
    return isComposed ? { callee: "Cyclic", keywords, carried: [PYTHON] } : { keywords };
  },
  check({ scale_fn, scale_mode, step_size_up, step_size_down = step_size_up }, window) {
    if (scale_fn === undefined) return;
    const steps = { from: 0, to: window - 1 };
    const cycles = { from: 1, to: 1 + (window - 1) / (step_size_up + step_size_down) };
    checkFinite(scale_fn, "x", "scale_fn", scale_mode === "iterations" ? steps : cycles);
  },
  keeps: ({ base_lr, ...momenta }) => ({ lr: base_lr, ...momentaKept(momenta) }),
  beginsAtInitial: true,
  at(params, t) {
    const { base_lr, max_lr, base_momentum, max_momentum } = params;
    const [share, scale] = height(params, t);
    return {
      lr: base_lr + (max_lr - base_lr) * share * scale,
      momentum: max_momentum - (max_momentum - base_momentum) * share * scale,
    };
  },
});

const PYTHON = `class Cyclic(lr_scheduler.CyclicLR):
    """In a composition it begins with base_lr, too. PyTorch's begins with the optimizer's rate once that is known."""

    def __init__(self, optimizer, **options):
        super().__init__(optimizer, **options)
        for group, rate in zip(optimizer.param_groups, self.base_lrs):
            group["lr"] = rate`;
