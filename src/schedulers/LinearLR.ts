import Type from "typebox";
import { defineScheduler } from "../contracts/define-scheduler.ts";
import { idle } from "../contracts/part.ts";
import { total } from "../contracts/scheduler.ts";
import { tooLong } from "./families/unreached.ts";

/** Changes the factor of the rate linearly from `start_factor` to `end_factor`. torch.optim.lr_scheduler.LinearLR. */
export const LinearLR = defineScheduler({
  description: "Changes the factor of the rate linearly from start_factor to end_factor over total_iters epochs.",
  source: "torch.optim.lr_scheduler.LinearLR",
  use: {
    when: "As the first phase of a list, to warm up, especially with Adam or large batches.",
    not: "You want a decay over the whole run: end_factor defaults to 1, so the rate would rise. PolynomialLR lowers it to 0.",
  },
  params: Type.Object({
    start_factor: Type.Number({
      exclusiveMinimum: 0,
      maximum: 1,
      default: 1 / 3,
      description: "Factor of the rate in the first epoch.",
    }),
    end_factor: Type.Number({
      minimum: 0,
      maximum: 1,
      default: 1,
      description: "Factor of the rate from epoch total_iters on.",
    }),
    total_iters: total("Epochs until end_factor is reached. 0 stays at start_factor.", { outside: 5, minimum: 0 }),
  }),
  idle: ({ total_iters }) =>
    total_iters === 0 ? idle(["end_factor"], "with total_iters: 0", "a longer total_iters") : [],
  warn({ start_factor, end_factor, total_iters }, { window, isFollowed, unit }) {
    if (!isFollowed || total_iters <= window || start_factor === end_factor) return [];
    const way = start_factor < end_factor ? "the warm-up" : "the way down";
    const message = `${way} takes total_iters = ${total_iters} ${unit}, and is cut after ${window}`;
    return [{ parameter: "total_iters", message, remedy: `total_iters: ${window}, or more ${unit} for it` }];
  },
  unreached: ({ start_factor, end_factor, total_iters }, start) =>
    start.isFollowed || start_factor >= end_factor ? [] : tooLong("total_iters", "the warm-up", total_iters, start),
  first: ({ start_factor }, { from }) => from * start_factor,
  next({ start_factor, end_factor, total_iters }, { rate, t }) {
    if (t === 0) return rate * start_factor;
    if (t > total_iters) return rate;
    const rise = end_factor - start_factor;
    return rate * (1 + rise / (total_iters * start_factor + (t - 1) * rise));
  },
});
