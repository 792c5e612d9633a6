import Type from "typebox";
import type { PartConfig } from "../contracts/config.ts";
import { matcher, REST } from "../contracts/groups.ts";
import type { LayerParameter } from "../contracts/layer.ts";
import { defineOptimizer, type GroupMemory } from "../contracts/optimizer.ts";
import { idle } from "../contracts/part.ts";
import { allKeywords } from "../contracts/torch.ts";
import { decoupledWeightDecay, inner, lr, patterns } from "../contracts/update.ts";
import { MUON_FACTORS, muon } from "../kernels/families/muon.ts";
import { stride } from "../tape/shape.ts";
import type { Tape } from "../tape/tape.ts";
import { factorTable } from "./families/update-plan.ts";

/**
 * Orthogonalized momentum, for matrices. Jordan et al. 2024; rates: Liu et al. 2025. torch.optim.Muon, but in float32
 * where PyTorch rounds to bfloat16. `match` and `rest` are lrsweep's own: in PyTorch, one builds two optimizers.
 */
export const Muon = defineOptimizer({
  description: "Moves each matrix by its orthogonalized momentum. Another optimizer updates all other parameters.",
  source: "torch.optim.Muon",
  use: {
    when: "Hidden weight matrices of transformers and dense networks.",
    not: "Embeddings, biases, norms and output layers: leave them to the optimizer under rest.",
  },
  params: Type.Object({
    lr: lr(1e-3),
    weight_decay: decoupledWeightDecay(0.1),
    momentum: Type.Number({
      minimum: 0,
      default: 0.95,
      description: "Decay rate of the running mean of the gradient.",
    }),
    nesterov: Type.Boolean({ default: true, description: "Whether to use Nesterov momentum." }),
    ns_coefficients: Type.Tuple([Type.Number(), Type.Number(), Type.Number()], {
      default: [3.4445, -4.775, 2.0315],
      description: "Coefficients of the Newton–Schulz iteration.",
    }),
    eps: Type.Number({ default: 1e-7, description: "Smallest norm to divide by." }),
    ns_steps: Type.Integer({ minimum: 0, maximum: 99, default: 5, description: "Number of Newton–Schulz iterations." }),
    adjust_lr_fn: Type.Union([Type.Null(), Type.Enum(["original", "match_rms_adamw"])], {
      default: null,
      description:
        "How the rate depends on a matrix's shape. original (or null): as in the original Muon. match_rms_adamw: updates as large as AdamW's.",
    }),
    match: patterns(
      "Patterns of the matrices to update, such as 1.*. The optimizer under rest updates all others.",
      "*",
    ),
    [REST]: Type.Optional(inner("Optimizer of all parameters that Muon does not update, such as biases.")),
  }),
  cycled: "momentum",
  idle: ({ match, momentum, ns_steps }, { cyclesMomentum, parameters = [] }) => [
    ...(parameters.length > 0 && parameters.every((parameter) => takes(match, parameter))
      ? idle([REST], "where Muon updates every parameter")
      : []),
    ...(momentum > 0 || cyclesMomentum ? [] : idle(["nesterov"], "without momentum", "momentum: 0.95")),
    ...(ns_steps > 0 ? [] : idle(["ns_coefficients"], "with ns_steps: 0", "ns_steps: 5")),
  ],
  torch(_, { match, [REST]: rest, ...config }) {
    return { callee: "Muon", keywords: allKeywords(config as PartConfig), carried: [PYTHON] };
  },
  takes: ({ match }, parameter) => takes(match, parameter),
  plan: (options) => ({
    lr: options.lr,
    momentum: options.momentum,
    emit(tape, group) {
      const { momentum, weight_decay, eps, ns_coefficients, ns_steps, nesterov } = options;
      const numbers = tape.constant(Float32Array.of(eps, ...ns_coefficients));
      const scratch = reserveScratch(tape, group.each);
      for (const parameter of group.each) {
        const { offset, gradient, rows, columns } = parameter;
        const factor = rateFactor(parameter, options.adjust_lr_fn);
        const { table, prepare } = factorTable(tape, group, {
          counters: 0,
          count: MUON_FACTORS,
          momentum,
          factors: ({ rate, momentum }) => [momentum, 1 - momentum, 1 - rate * weight_decay, -rate * factor],
        });
        const places = { parameter: offset, gradient, rows, columns, buffer: tape.allocate(rows * stride(columns)) };
        const own = { factors: table, numbers, nesterov, iterations: ns_steps };
        tape.record(muon({ ...places, ...scratch, ...own }, { prepare }));
      }
    },
  }),
});

const takes = (
  match: string | string[],
  { name, shape }: { readonly name: string; readonly shape: readonly number[] },
) => shape.length === 2 && matcher(match)(name);

/** The matrices of the iteration. All parameters use them in turn, so they fit the largest. */
function reserveScratch(tape: Tape, parameters: GroupMemory["each"]) {
  const largest = (floatsOf: (m: number, n: number) => number) =>
    tape.allocate(
      Math.max(...parameters.map(({ rows, columns }) => floatsOf(Math.min(rows, columns), Math.max(rows, columns)))),
    );
  return {
    x: largest((m, n) => m * stride(n)),
    product: largest((m, n) => m * stride(n)),
    gram: largest((m) => m * stride(m)),
    polynomial: largest((m) => m * stride(m)),
    standing: largest((m, n) => n * stride(m)),
  };
}

function rateFactor({ shape: [out = 1, into = 1] }: LayerParameter, adjust: string | null): number {
  if (adjust === "match_rms_adamw") return 0.2 * Math.sqrt(Math.max(out, into));
  return Math.sqrt(Math.max(1, out / into));
}

const PYTHON = `class Muon(torch.optim.Optimizer):
    """torch.optim.Muon in float32, where PyTorch rounds to bfloat16."""

    def __init__(self, params, **options):
        super().__init__(params, options)

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                momentum = self.state[p].setdefault("momentum", torch.zeros_like(p))
                momentum.lerp_(p.grad, 1 - group["momentum"])
                update = p.grad.lerp(momentum, group["momentum"]) if group["nesterov"] else momentum
                p.mul_(1 - group["lr"] * group["weight_decay"])
                p.sub_(group["lr"] * self.factor(p, group["adjust_lr_fn"]) * self.orthogonal(update, group))

    @staticmethod
    def factor(p, adjust_lr_fn):
        rows, columns = p.shape
        return 0.2 * max(rows, columns) ** 0.5 if adjust_lr_fn == "match_rms_adamw" else max(1, rows / columns) ** 0.5

    @staticmethod
    def orthogonal(update, group):
        """The Newton–Schulz iteration."""
        a, b, c = group["ns_coefficients"]
        x = update.T if update.shape[0] > update.shape[1] else update
        x = x / x.norm().clamp(min=group["eps"])
        for _ in range(group["ns_steps"]):
            gram = x @ x.T
            x = a * x + (b * gram + c * gram @ gram) @ x
        return x.T if update.shape[0] > update.shape[1] else x`;
