import Type from "typebox";
import { children, defineComposition } from "../definition/define-composition.ts";
import { basesOf } from "../definition/phases.ts";
import type { Memory, Rates, Schedule } from "../definition/scheduler.ts";

/** Every schedule at every tick, each on what the one before has made of the rates. */
function together(schedules: readonly Schedule[]): Schedule {
  return {
    rebase: (base, isFirst) => basesOf(schedules, base, isFirst).final,
    start(entry) {
      const { bases } = basesOf(schedules, entry.base, entry.isFirst);
      let rates: Rates | undefined;
      const memories = schedules.map((schedule, i) => {
        const own = { ...entry, base: bases[i] as Rates };
        const found = rates === undefined ? own : { ...own, from: rates, last: rates, due: rates, isFirst: false };
        const [set, memory] = schedule.start(found);
        rates = set;
        return memory;
      });
      return [rates ?? entry.base, memories];
    },
    next(current, memory, tick) {
      let rates = current;
      const memories = (memory as readonly Memory[]).map((own, i) => {
        const [set, remembered] = (schedules[i] as Schedule).next(rates, own, tick);
        rates = set;
        return remembered;
      });
      return [rates, memories];
    },
  };
}

/**
 * Several schedulers at once. torch.optim.lr_scheduler.ChainedScheduler; unlike PyTorch's it takes a plateau: as several
 * schedulers on one optimizer, stepped in order.
 */
export const ChainedScheduler = defineComposition({
  description: "Applies several schedulers at once, each to what the ones before it have made of the rate.",
  source: "torch.optim.lr_scheduler.ChainedScheduler",
  params: Type.Object({ schedulers: children("The schedulers, in order.") }),
  windows: ({ schedulers }, window) => schedulers.map(() => window),
  compose: (_, schedules) => together(schedules),
});
