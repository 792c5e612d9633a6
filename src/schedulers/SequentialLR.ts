import Type from "typebox";
import { Misfit } from "../contracts/part.ts";
import { Python } from "../contracts/torch.ts";
import { itemAt } from "../numbers/item-at.ts";
import { COMPOSITION, children, defineComposition, torchCompatible, turnsOf } from "../schedule/define-composition.ts";
import { inTurn } from "../schedule/in-turn.ts";
import { asTorch } from "../schedule/torch-compatible.ts";

/**
 * Runs schedulers one after the other. torch.optim.lr_scheduler.SequentialLR. Unlike PyTorch's, it accepts
 * ReduceLROnPlateau, and other compositions in any place.
 */
export const SequentialLR = defineComposition({
  description: "Runs schedulers one after the other. Each but the first starts at a milestone.",
  source: "torch.optim.lr_scheduler.SequentialLR",
  use: {
    when: "You port a PyTorch script and want to keep its milestones.",
    not: "You write a new experiment. A list of phases does the same, computes milestones and totals, and lets each phase tick by epoch or by step.",
  },
  params: Type.Object({
    schedulers: children("The schedulers, in order."),
    milestones: Type.Array(Type.Integer({ minimum: 0 }), {
      description: "Epochs at which the second, third, … scheduler takes over: ascending, counted from 0.",
    }),
    torch_compatible: torchCompatible,
  }),
  torch(_, { milestones }, place) {
    const [optimizer, ticks] = [new Python("optimizer"), milestones as readonly number[]];
    if (place.isTorchs) return { positional: [optimizer, place.inner ?? []], keywords: { milestones: ticks } };
    const keywords = { milestones: ticks, turns: turnsOf(place) };
    return { callee: "InTurn", positional: [optimizer], keywords, carried: [COMPOSITION, PYTHON] };
  },
  // What it begins a later scheduler with was another call before.
  since: { torch_compatible: "2.10" },
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
  compose({ milestones, torch_compatible }, schedules, window) {
    const torch = { kind: "sequence", schedules, milestones } as const;
    if (torch_compatible) return asTorch(torch, window);
    const stretches = schedules.map((schedule, i) => ({ from: i === 0 ? 0 : itemAt(milestones, i - 1), schedule }));
    return { ...inTurn(stretches), torch };
  },
});

const PYTHON = `class InTurn(Composition):
    """Runs schedulers one after the other. Each but the first starts at a milestone."""

    def __init__(self, optimizer, milestones, turns):
        super().__init__(optimizer)
        self.milestones, self.turns, self.t = milestones, turns, 0
        self.turn = bisect.bisect_right(milestones, 0)
        self.current = turns[self.turn][1]()

    def step(self, row=None):
        last = self.rates()
        self.t += 1
        tick(self.current, row)
        turn = bisect.bisect_right(self.milestones, self.t)
        if turn != self.turn:
            self.turn = turn
            self.current = self.begin(*self.turns[turn], last)`;
