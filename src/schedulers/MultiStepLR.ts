import Type from "typebox";
import { defineScheduler } from "../contracts/define-scheduler.ts";
import { pow } from "../numbers/math.ts";

/** gamma once for each milestone at this tick: a repeated one counts as often as it stands there. */
function factorAt({ milestones, gamma }: { milestones: readonly number[]; gamma: number }, t: number): number {
  const count = milestones.filter((milestone) => milestone === t).length;
  return count === 1 ? gamma : pow(gamma, count);
}

/** Multiplies the rate by `gamma` at each milestone. torch.optim.lr_scheduler.MultiStepLR. */
export const MultiStepLR = defineScheduler({
  description: "Multiplies the rate by gamma at each milestone.",
  source: "torch.optim.lr_scheduler.MultiStepLR",
  use: {
    when: "You know from a paper or an earlier run at which epochs the rate should drop, and the distances differ.",
    not: "You have no such epochs to begin with. ReduceLROnPlateau finds them from the loss, and CosineAnnealingLR needs none.",
  },
  params: Type.Object({
    milestones: Type.Array(Type.Integer({ minimum: 0 }), {
      description: "Epochs of the drops, counted from 0; one that is repeated drops twice.",
    }),
    gamma: Type.Number({ default: 0.1, description: "Factor of each drop." }),
  }),
  first: (params, { from }) => from * factorAt(params, 0),
  next: (params, { rate, t }) => (t > 0 ? rate * factorAt(params, t) : rate),
});
