import Type from "typebox";
import { defineScheduler } from "../contracts/define-scheduler.ts";
import { Misfit } from "../contracts/part.ts";
import { total } from "../contracts/scheduler.ts";
import { Float } from "../contracts/torch.ts";

/** Multiplies the rate by `factor` until tick `total_iters`. torch.optim.lr_scheduler.ConstantLR. */
export const ConstantLR = defineScheduler({
  description: "Multiplies the rate by a constant factor for the first total_iters epochs, then removes the factor.",
  source: "torch.optim.lr_scheduler.ConstantLR",
  use: {
    when: "As a phase of a list, to hold the rate at a fraction of the base rate. With factor 1, to hold the base rate itself.",
    not: "As a warm-up: the rate jumps when the factor is removed. LinearLR rises gradually.",
  },
  params: Type.Object({
    factor: Type.Number({ minimum: 0, maximum: 1, default: 1 / 3, description: "Factor of the rate." }),
    total_iters: total("Epochs after which the factor is removed. 0 means never.", { outside: 5, minimum: 0 }),
  }),
  // PyTorch's sequences treat it in a special way, see below.
  torch: (keywords, { total_iters }, { isHandover = false }) =>
    isHandover && total_iters === 0 ? { keywords: { ...keywords, factor: new Float(1) } } : {},
  unreached({ factor, total_iters }, { window, isFollowed, unit }) {
    if (factor === 1 || isFollowed || total_iters <= window) return [];
    const message = `total_iters = ${total_iters} ${unit} are not over after ${window}: the factor is never removed`;
    return [{ parameter: "total_iters", message, remedy: `fewer than ${window}, or ${window} for all of them` }];
  },
  check({ factor, total_iters }, window) {
    if (factor !== 0 || total_iters === 0 || total_iters >= window) return;
    throw new Misfit(
      "factor",
      `a factor of 0 cannot be taken back after total_iters = ${total_iters}`,
      "a factor above 0",
    );
  },
  // At a milestone PyTorch uses the closed form, in which total_iters = 0 ends at once.
  first: ({ factor, total_iters }, { from, isHandover }) => (isHandover && total_iters === 0 ? from : from * factor),
  next({ factor, total_iters }, { rate, base, t }) {
    if (t === 0) return rate * factor;
    if (t !== total_iters) return rate;
    // PyTorch multiplies by the reciprocal; dividing rounds differently. A factor of 0 cannot be removed.
    return factor === 0 ? base : rate * (1 / factor);
  },
});
