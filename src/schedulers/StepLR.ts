import Type from "typebox";
import { defineScheduler } from "../contracts/define-scheduler.ts";
import { lastTick } from "./families/unreached.ts";

/** Multiplies the rate by `gamma` every `step_size` ticks. torch.optim.lr_scheduler.StepLR. */
export const StepLR = defineScheduler({
  description: "Multiplies the rate by gamma every step_size epochs.",
  source: "torch.optim.lr_scheduler.StepLR",
  use: {
    when: "Long runs where a few abrupt drops are known to work, as in the ResNet recipes: a tenth of the rate every 30 epochs.",
    not: "You still change the number of epochs: step_size has to change with it. CosineAnnealingLR adapts to the length of the run.",
  },
  params: Type.Object({
    step_size: Type.Integer({ minimum: 1, description: "Epochs between drops." }),
    gamma: Type.Number({ default: 0.1, description: "Factor of each drop." }),
  }),
  unreached({ step_size }, start) {
    if (step_size <= lastTick(start)) return [];
    const { window, unit } = start;
    const message = `step_size = ${step_size} ${unit} are not over after ${window}: the rate never drops`;
    return [{ parameter: "step_size", message, remedy: window > 2 ? `at most ${window - 1}` : `more ${unit}` }];
  },
  next: ({ step_size, gamma }, { rate, t }) => (t > 0 && t % step_size === 0 ? rate * gamma : rate),
});
