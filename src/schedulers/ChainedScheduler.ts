import Type from "typebox";
import type { Memory, Schedule } from "../contracts/scheduler.ts";
import { Later, Python } from "../contracts/torch.ts";
import { itemAt } from "../numbers/item-at.ts";
import { COMPOSITION, children, defineComposition, torchCompatible } from "../schedule/define-composition.ts";
import { asTorch } from "../schedule/torch-compatible.ts";

/** All schedules at every tick, in order. Each starts from the rates that the one before it has set. */
function together(schedules: readonly Schedule[]): Schedule {
  return {
    start(entry) {
      let found = entry;
      const memories = schedules.map((schedule) => {
        const [rates, memory] = schedule.start(found);
        found = { ...entry, from: rates, last: rates, due: rates };
        return memory;
      });
      return [found.last, memories];
    },
    next(current, memory, tick) {
      const before = memory as readonly Memory[];
      let rates = current;
      let memories = before;
      for (let i = 0; i < before.length; i++) {
        const [set, own] = itemAt(schedules, i).next(rates, before[i], tick);
        rates = set;
        if (own !== before[i]) memories = memories.with(i, own);
      }
      return [rates, memories];
    },
  };
}

/**
 * Several schedulers at once. torch.optim.lr_scheduler.ChainedScheduler. Unlike PyTorch's, it accepts ReduceLROnPlateau and
 * then does what several schedulers on one optimizer do, stepped in order.
 */
export const ChainedScheduler = defineComposition({
  description: "Applies several schedulers at once. Each one changes the rate that those before it have set.",
  source: "torch.optim.lr_scheduler.ChainedScheduler",
  use: {
    when: "Two schedules should act at the same time, such as a warm-up and a decay whose factors multiply.",
    not: "One should follow the other: use a list of phases. Of two schedulers that set the rate from the base rate, only the last one counts.",
  },
  params: Type.Object({ schedulers: children("The schedulers, in order."), torch_compatible: torchCompatible }),
  torch(_keywords, _config, { isTorchs, inner = [] }) {
    if (isTorchs) return { positional: [inner], keywords: {} };
    const positional = [new Python("optimizer"), inner.map((call) => new Later(call))];
    return { callee: "Together", positional, keywords: {}, carried: [COMPOSITION, PYTHON] };
  },
  windows: ({ schedulers }, window) => schedulers.map(() => window),
  compose({ torch_compatible }, schedules, window) {
    const torch = { kind: "chain", schedules, milestones: [] } as const;
    return torch_compatible ? asTorch(torch, window) : { ...together(schedules), torch };
  },
});

const PYTHON = `class Together(Composition):
    """Several schedulers at once. Each one changes the rates that those before it have set."""

    # What schedulers keep in the param groups, where they would find each other's.
    KEPT = ("initial_lr", "max_lr", "min_lr", "base_momentum", "max_momentum", "swa_lr")

    def __init__(self, optimizer, makes):
        super().__init__(optimizer)
        self.children = []
        for make in makes:
            scheduler = make()
            self.children.append((scheduler, self.kept()))
            self.set_base(self.base)

    def kept(self):
        return [{key: group[key] for key in self.KEPT if key in group} for group in self.optimizer.param_groups]

    def set_base(self, rates):
        for group, rate in zip(self.optimizer.param_groups, rates):
            group["initial_lr"] = rate

    def step(self, row=None):
        for index, (scheduler, own) in enumerate(self.children):
            for group, values in zip(self.optimizer.param_groups, own):
                group.update(values)
            tick(scheduler, row)
            self.children[index] = scheduler, self.kept()
        self.set_base(self.base)`;
