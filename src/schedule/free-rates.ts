import type { FreeOptimizer, FreeValues } from "../contracts/config.ts";
import type { Rates } from "../contracts/scheduler.ts";

/** What the schedules of a program start from: the optimizer's own rates first, then those of its groups. Momentum where all have one. */
export function freeRates({ groups = [], ...own }: FreeOptimizer): Rates {
  const all = [own, ...groups] as readonly FreeValues[];
  const lr = all.map((group) => group.lr as number);
  const momentum = all.flatMap(({ momentum, betas }) => {
    const [first] = Array.isArray(betas) ? betas : [];
    return [momentum, first].find((value) => typeof value === "number") ?? [];
  }) as number[];
  return momentum.length === lr.length ? { lr, momentum } : { lr };
}
