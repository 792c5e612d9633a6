import Type from "typebox";
import { idle, Misfit } from "../contracts/part.ts";
import { total } from "../contracts/scheduler.ts";
import { defineFormula } from "./families/define-formula.ts";

/** A length in ticks. A value below 1 is a share of the whole. */
function ticksOf(length: number, total_iters: number, parameter: string): number {
  if (length < 1) return Math.round(length * total_iters);
  if (Number.isInteger(length)) return length;
  throw new Misfit(
    parameter,
    `${parameter} is ${length}, neither whole nor a share`,
    "whole epochs, or a share below 1",
  );
}

/**
 * Linear warm-up, constant rate, decay at the end. Hu et al., "MiniCPM", 2024. The shapes of the decay are from Hägele et
 * al., "Scaling Laws and Compute-Optimal Training Beyond Fixed Training Durations", 2024. The warm-up counts its steps
 * from 1, as in InverseSquareRootLR, so that no step has a rate of 0. The decay ends at tick `total_iters`, as in
 * CosineAnnealingLR.
 */
export const WarmupStableDecayLR = defineFormula({
  description: "Raises the rate linearly to the base rate, holds it, and lowers it to min_factor of it at the end.",
  source: 'Hu et al., "MiniCPM", 2024; Hägele et al., "Scaling Laws … Beyond Fixed Training Durations", 2024',
  use: {
    when: "Long runs that may be extended or branched: all lengths share the constant part, and only the short decay differs.",
    not: "Short runs: the warm-up and the decay leave little room for the constant part. A warm-up with a cosine decay works as well.",
  },
  params: Type.Object({
    warmup: Type.Number({
      minimum: 0,
      default: 0,
      description: "Length of the warm-up in epochs. A value below 1 is a share of total_iters.",
    }),
    decay: Type.Number({
      minimum: 0,
      default: 0.1,
      description: "Length of the decay in epochs. A value below 1 is a share of total_iters.",
    }),
    decay_type: Type.Enum(["linear", "cosine", "1-sqrt"], { default: "linear", description: "Shape of the decay." }),
    min_factor: Type.Number({ minimum: 0, maximum: 1, default: 0, description: "Factor of the rate at the end." }),
    total_iters: total("Epochs of warm-up, constant part and decay together."),
  }),
  idle: ({ decay }) =>
    decay === 0 || decay === 1 ? idle(["decay_type"], `with decay: ${decay}`, "a longer decay") : [],
  check({ warmup, decay, total_iters }) {
    const needed = ticksOf(warmup, total_iters, "warmup") + ticksOf(decay, total_iters, "decay");
    if (needed <= total_iters) return;
    throw new Misfit("decay", `warmup and decay take ${needed} of ${total_iters} epochs`, "make one of them shorter");
  },
  constants: ({ warmup, decay, decay_type, total_iters }) => ({
    up: ticksOf(warmup, total_iters, "warmup"),
    down: ticksOf(decay, total_iters, "decay"),
    is_cosine: Number(decay_type === "cosine"),
    is_root: Number(decay_type === "1-sqrt"),
  }),
  where: {
    share: "down == 0 ? 0 : (t - (total_iters - down)) / down",
    left: "is_cosine == 1 ? (1 + cos(pi * share)) / 2 : is_root == 1 && share > 0 ? 1 - sqrt(share) : 1 - share",
    decayed: "share > 0 ? base * (min_factor + (1 - min_factor) * left) : base",
  },
  formula: "t >= total_iters ? base * min_factor : t < up ? base * (t + 1) / up : decayed",
});
