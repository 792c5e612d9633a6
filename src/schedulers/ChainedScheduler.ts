import Type from "typebox";
import { COMPOSITION, children, defineComposition, torchCompatible } from "../contracts/define-composition.ts";
import type { Memory, Rates, Schedule } from "../contracts/scheduler.ts";
import { Later, Python } from "../contracts/torch.ts";
import { itemAt } from "../numbers/item-at.ts";
import { torchBases } from "../schedule/in-turn.ts";

/**
 * All schedules at every tick, in order. Each starts from the rates that the one before it has set.
 * @param basesFor the base rates of each schedule
 */
function together(
  schedules: readonly Schedule[],
  basesFor: (base: Rates, isFirst: boolean | undefined) => readonly Rates[],
): Schedule {
  const chain: Schedule = {
    // PyTorch steps each child to tick 0 twice: when the child is constructed and when the sequence is.
    asTorchsFirst: () => ({ ...chain, start: (entry) => chain.next(...chain.start(entry), { t: 0 }) }),
    start(entry) {
      const bases = basesFor(entry.base, entry.isFirst);
      let found = entry;
      const memories = schedules.map((schedule, i) => {
        const [rates, memory] = schedule.start({ ...found, base: itemAt(bases, i) });
        found = { ...entry, from: rates, last: rates, due: rates, isFirst: false };
        return memory;
      });
      return [found.last, memories];
    },
    next(current, memory, tick) {
      const before = memory as readonly Memory[];
      let rates = current;
      let memories = before;
      for (const [i, schedule] of schedules.entries()) {
        const [set, own] = schedule.next(rates, before[i], tick);
        rates = set;
        if (own !== before[i]) memories = memories.with(i, own);
      }
      return [rates, memories];
    },
  };
  return chain;
}

function togetherAsTorch(schedules: readonly Schedule[]): Schedule {
  return {
    ...together(schedules, (base, isFirst) => torchBases(schedules, base, isFirst).bases),
    rebase: (base, isFirst) => torchBases(schedules, base, isFirst).final,
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
  compose: ({ torch_compatible }, schedules) =>
    torch_compatible ? togetherAsTorch(schedules) : together(schedules, (base) => schedules.map(() => base)),
});

const PYTHON = `class Together(Composition):
    """Several schedulers at once. Each one changes the rates that those before it have set."""

    def __init__(self, optimizer, makes):
        super().__init__(optimizer)
        self.children = []
        for make in makes:
            scheduler = make()
            # OneCycleLR puts a rate of its own in the place of the base rate, which is none of the others' business.
            self.children.append((scheduler, [group["initial_lr"] for group in optimizer.param_groups]))
            self.set_base(self.base)

    def set_base(self, rates):
        for group, rate in zip(self.optimizer.param_groups, rates):
            group["initial_lr"] = rate

    def step(self, row=None):
        for scheduler, own in self.children:
            self.set_base(own)
            tick(scheduler, row)
        self.set_base(self.base)`;
