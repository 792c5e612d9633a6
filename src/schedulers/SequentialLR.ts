import Type from "typebox";
import { children, defineComposition, torchCompatible } from "../definition/define-composition.ts";
import { inTurn, inTurnAsTorch } from "../definition/in-turn.ts";
import { Misfit } from "../definition/part.ts";

/**
 * Schedulers one after the other. torch.optim.lr_scheduler.SequentialLR; unlike PyTorch's it takes a plateau, and another
 * composition in any place.
 */
export const SequentialLR = defineComposition({
  description: "Runs schedulers one after the other, each from its milestone on.",
  source: "torch.optim.lr_scheduler.SequentialLR",
  params: Type.Object({
    schedulers: children("The schedulers, in order."),
    milestones: Type.Array(Type.Integer({ minimum: 0 }), {
      description: "Epochs at which each but the first takes over, counted from 0 and ascending.",
    }),
    torch_compatible: torchCompatible,
  }),
  windows({ schedulers, milestones }, window) {
    const starts = [0, ...milestones];
    return schedulers.map((_, i) => Math.max(1, (milestones[i] ?? window) - (starts[i] ?? 0)));
  },
  check({ schedulers, milestones }) {
    const [given, needed] = [milestones.length, schedulers.length - 1];
    if (given !== needed) {
      const remedy = "one for each scheduler but the first";
      throw new Misfit("milestones", `${given} milestones for ${schedulers.length} schedulers, not ${needed}`, remedy);
    }
    if (milestones.every((milestone, i) => milestone >= (milestones[i - 1] ?? 0))) return;
    throw new Misfit("milestones", `the milestones ${milestones.join(", ")} do not ascend`, "in the schedulers' order");
  },
  compose({ milestones, torch_compatible }, schedules) {
    const stretches = schedules.map((schedule, i) => ({ from: i === 0 ? 0 : (milestones[i - 1] as number), schedule }));
    return torch_compatible ? inTurnAsTorch(stretches) : inTurn(stretches);
  },
});
