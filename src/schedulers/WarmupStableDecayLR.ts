import Type from "typebox";
import { idle, Misfit } from "../contracts/part.ts";
import { total } from "../contracts/scheduler.ts";
import { defineFormula } from "./families/define-formula.ts";

/** A length in ticks: a share of the whole, or ticks as they are. */
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
 * Up in a straight line, level, and down at the end. Hu et al., "MiniCPM", 2024; the shapes of the decay after Hägele et
 * al., "Scaling Laws and Compute-Optimal Training Beyond Fixed Training Durations", 2024. The way up counts its steps
 * from 1, as in InverseSquareRootLR, so that none has a rate of 0; the end is reached at tick `total_iters`, as in
 * CosineAnnealingLR.
 */
export const WarmupStableDecayLR = defineFormula({
  description: "Raises the rate to the base rate in a straight line, keeps it, and lowers it to min_factor at the end.",
  source: 'Hu et al., "MiniCPM", 2024; Hägele et al., "Scaling Laws … Beyond Fixed Training Durations", 2024',
  use: {
    when: "Long runs that may be extended, or branched: all runs share the level part, and only the short decay is trained for each length.",
    not: "Short runs: the warm-up and the decay leave little of the level part, and a warm-up with a cosine decay does as well.",
  },
  params: Type.Object({
    warmup: Type.Number({ minimum: 0, default: 0, description: "Epochs of the way up, or below 1 their share." }),
    decay: Type.Number({ minimum: 0, default: 0.1, description: "Epochs of the way down, or below 1 their share." }),
    decay_type: Type.Enum(["linear", "cosine", "1-sqrt"], { default: "linear", description: "Shape of the way down." }),
    min_factor: Type.Number({ minimum: 0, maximum: 1, default: 0, description: "Factor of the rate at the end." }),
    total_iters: total("Epochs of all three; what warmup and decay leave of them is level."),
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
