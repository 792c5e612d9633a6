import Type from "typebox";
import { defineScheduler } from "../contracts/define-scheduler.ts";
import { pow } from "../numbers/math.ts";
import { lastTick } from "./families/unreached.ts";

/** The factor at this tick: gamma for each milestone that equals it. A repeated milestone counts repeatedly. */
function factorAt({ milestones, gamma }: { milestones: readonly number[]; gamma: number }, t: number): number {
  const count = milestones.filter((milestone) => milestone === t).length;
  return count === 1 ? gamma : pow(gamma, count);
}

/** Multiplies the rate by `gamma` at each milestone. torch.optim.lr_scheduler.MultiStepLR. */
export const MultiStepLR = defineScheduler({
  description: "Multiplies the rate by gamma at each milestone.",
  source: "torch.optim.lr_scheduler.MultiStepLR",
  use: {
    when: "You know from a paper or an earlier run at which epochs the rate should drop, and the gaps between them differ.",
    not: "You do not know such epochs. ReduceLROnPlateau finds them from the loss, and CosineAnnealingLR needs none.",
  },
  params: Type.Object({
    milestones: Type.Array(Type.Integer({ minimum: 0 }), {
      description: "Epochs at which the rate drops, counted from 0. An epoch listed twice drops it twice.",
    }),
    gamma: Type.Number({ default: 0.1, description: "Factor of each drop." }),
  }),
  unreached({ milestones }, start) {
    const late = milestones.filter((milestone) => milestone > lastTick(start));
    if (late.length === 0) return [];
    const { window, unit } = start;
    const [which, verb] = late.length === 1 ? ["milestone", "lies"] : ["milestones", "lie"];
    const drops = late.length === milestones.length ? "the rate never drops" : "the rate does not drop there";
    const message = `the ${which} ${late.join(", ")} ${verb} beyond ${window} ${unit}: ${drops}`;
    return [
      { parameter: "milestones", message, remedy: window > 2 ? `milestones up to ${window - 1}` : `more ${unit}` },
    ];
  },
  first: (params, { from }) => from * factorAt(params, 0),
  next: (params, { rate, t }) => rate * factorAt(params, t),
});
