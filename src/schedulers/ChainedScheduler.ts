import Type from "typebox";
import { children, defineComposition, torchCompatible } from "../definition/define-composition.ts";
import { torchBases } from "../definition/in-turn.ts";
import type { Memory, Rates, Schedule } from "../definition/scheduler.ts";

/**
 * Every schedule at every tick, each on what the one before has made of the rates.
 * @param basesFor the base rates of each
 */
function together(
  schedules: readonly Schedule[],
  basesFor: (base: Rates, isFirst: boolean | undefined) => readonly Rates[],
): Schedule {
  const chain: Schedule = {
    // PyTorch lets each child take its step to tick 0 twice: at its own construction and at the sequence's.
    asTorchsFirst: () => ({ ...chain, start: (entry) => chain.next(...chain.start(entry), { t: 0 }) }),
    start(entry) {
      const bases = basesFor(entry.base, entry.isFirst);
      let found = entry;
      const memories = schedules.map((schedule, i) => {
        const [rates, memory] = schedule.start({ ...found, base: bases[i] as Rates });
        found = { ...entry, from: rates, last: rates, due: rates, isFirst: false };
        return memory;
      });
      return [found.last, memories];
    },
    next(current, memory, tick) {
      const before = memory as readonly Memory[];
      let rates = current;
      let memories = before;
      for (let i = 0; i < before.length; i++) {
        const [set, own] = (schedules[i] as Schedule).next(rates, before[i], tick);
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
 * Several schedulers at once. torch.optim.lr_scheduler.ChainedScheduler; unlike PyTorch's it takes a plateau: as several
 * schedulers on one optimizer, stepped in order.
 */
export const ChainedScheduler = defineComposition({
  description: "Applies several schedulers at once, each to what the ones before it have made of the rate.",
  source: "torch.optim.lr_scheduler.ChainedScheduler",
  params: Type.Object({ schedulers: children("The schedulers, in order."), torch_compatible: torchCompatible }),
  windows: ({ schedulers }, window) => schedulers.map(() => window),
  compose: ({ torch_compatible }, schedules) =>
    torch_compatible ? togetherAsTorch(schedules) : together(schedules, (base) => schedules.map(() => base)),
});
