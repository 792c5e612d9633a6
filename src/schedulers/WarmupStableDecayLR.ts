import Type from "typebox";
import type { PartConfig } from "../contracts/config.ts";
import { defineClosedForm } from "../contracts/define-scheduler.ts";
import { Misfit } from "../contracts/part.ts";
import { total } from "../contracts/scheduler.ts";
import { allKeywords } from "../contracts/torch.ts";
import { cos } from "../numbers/math.ts";

/** What is left of the rate when a share of the decay is over. */
const SHAPES = {
  linear: (share: number) => 1 - share,
  cosine: (share: number) => (1 + cos(Math.PI * share)) / 2,
  "1-sqrt": (share: number) => 1 - Math.sqrt(share),
};

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
export const WarmupStableDecayLR = defineClosedForm({
  description: "Raises the rate to the base rate in a straight line, keeps it, and lowers it to min_factor at the end.",
  source: 'Hu et al., "MiniCPM", 2024; Hägele et al., "Scaling Laws … Beyond Fixed Training Durations", 2024',
  params: Type.Object({
    warmup: Type.Number({ minimum: 0, default: 0, description: "Epochs of the way up, or below 1 their share." }),
    decay: Type.Number({ minimum: 0, default: 0.1, description: "Epochs of the way down, or below 1 their share." }),
    decay_type: Type.Enum(["linear", "cosine", "1-sqrt"], { default: "linear", description: "Shape of the way down." }),
    min_factor: Type.Number({ minimum: 0, maximum: 1, default: 0, description: "Factor of the rate at the end." }),
    total_iters: total("Epochs of all three; what warmup and decay leave of them is level."),
  }),
  torch: (_, { warmup, decay, total_iters, ...config }) => {
    const ticks = (name: string, length: unknown) => ticksOf(length as number, total_iters as number, name);
    const lengths = {
      warmup: ticks("warmup", warmup),
      decay: ticks("decay", decay),
      total_iters: total_iters as number,
    };
    const keywords = { ...lengths, ...allKeywords(config as PartConfig) };
    return { callee: "WarmupStableDecayLR", keywords, carried: [PYTHON] };
  },
  check({ warmup, decay, total_iters }) {
    const needed = ticksOf(warmup, total_iters, "warmup") + ticksOf(decay, total_iters, "decay");
    if (needed <= total_iters) return;
    throw new Misfit("decay", `warmup and decay take ${needed} of ${total_iters} epochs`, "make one of them shorter");
  },
  at({ warmup, decay, decay_type, min_factor, total_iters }, base, t) {
    const up = ticksOf(warmup, total_iters, "warmup");
    const down = ticksOf(decay, total_iters, "decay");
    if (t >= total_iters) return base * min_factor;
    if (t < up) return (base * (t + 1)) / up;
    const share = (t - (total_iters - down)) / down;
    return share > 0 ? base * (min_factor + (1 - min_factor) * SHAPES[decay_type](share)) : base;
  },
});

const PYTHON = `class WarmupStableDecayLR(lr_scheduler.LRScheduler):
    """Up in a straight line, level, and down to min_factor at the end. Hu et al. 2024; Hägele et al. 2024."""

    SHAPES = {
        "linear": lambda share: 1 - share,
        "cosine": lambda share: (1 + math.cos(math.pi * share)) / 2,
        "1-sqrt": lambda share: 1 - share**0.5,
    }

    def __init__(self, optimizer, warmup, decay, total_iters, decay_type, min_factor):
        self.warmup, self.decay, self.total_iters = warmup, decay, total_iters
        self.shape, self.min_factor = self.SHAPES[decay_type], min_factor
        super().__init__(optimizer)

    def factor(self):
        t = self.last_epoch
        if t >= self.total_iters:
            return self.min_factor
        if t < self.warmup:
            return (t + 1) / self.warmup
        gone = t - (self.total_iters - self.decay)
        return self.min_factor + (1 - self.min_factor) * self.shape(gone / self.decay) if gone > 0 else 1

    def get_lr(self):
        return [base * self.factor() for base in self.base_lrs]`;
