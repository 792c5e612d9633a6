import Type, { type TProperties } from "typebox";
import type { PartConfig } from "../contracts/config.ts";
import { common, type Definition } from "../contracts/define-scheduler.ts";
import { type Resolved, resolved, within } from "../contracts/part.ts";
import type { Schedule, SchedulerPart } from "../contracts/scheduler.ts";
import { Later, type TorchArgument, type TorchPlace } from "../contracts/torch.ts";
import { itemAt } from "../numbers/item-at.ts";

/** The parameter that lists a composition's children. */
export const children = (description: string) =>
  Type.Array(Type.Unsafe<PartConfig>({ slot: "scheduler", description: "A scheduler." }), { minItems: 1, description });

/** The parameter that asks for PyTorch's own result where it is a bug. */
export const torchCompatible = Type.Boolean({
  default: false,
  description:
    "Whether to reproduce PyTorch's rates where PyTorch has a bug, for example in nested compositions, or with OneCycleLR and CyclicLR. It holds for all compositions within this one, too.",
});

/** The base of the compositions that scripts carry: where PyTorch's take no such schedulers, or not in such a place. */
export const COMPOSITION = `class Composition:
    """Several schedulers on one optimizer. Each is made when its turn comes, from the rate that it is to start from."""

    RATES = ("lr", "momentum", "betas")

    def __init__(self, optimizer):
        self.optimizer = optimizer
        self.base = [group.setdefault("initial_lr", group["lr"]) for group in optimizer.param_groups]

    def rates(self):
        return [{key: group[key] for key in self.RATES if key in group} for group in self.optimizer.param_groups]

    def begin(self, start, make, last):
        """Start is "base", "last" (the rates used last) or "due" (those that the one before has just set)."""
        for group, base, rates in zip(self.optimizer.param_groups, self.base, last):
            if start != "due":
                group.update(rates)
            if start == "base":
                group["lr"] = base
            group["initial_lr"] = base
        return make()


def tick(scheduler, row):
    """Row is the epoch's, or None after a step: for those that follow a metric."""
    if isinstance(scheduler, (Composition, lr_scheduler.ReduceLROnPlateau)):
        scheduler.step(row)
    else:
        scheduler.step()`;

/** Those of a composition with what each starts from, made when due. */
export function turnsOf({ inner = [], starts = [] }: TorchPlace): readonly TorchArgument[] {
  return inner.map((call, i) => [starts[i] ?? "base", new Later(call)]);
}

/** A schedule made of others, the children under its parameter `schedulers`. It knows their contract and nothing else. */
export function defineComposition<P extends TProperties>(
  definition: Definition<P> & {
    /** Each child's window in ticks. */
    readonly windows: (params: Resolved<P>, window: number) => readonly number[];
    /** Throws Misfit when the parameters do not go together. */
    readonly check?: (params: Resolved<P>) => void;
    /** @param window in ticks */
    readonly compose: (params: Resolved<P>, schedules: readonly Schedule[], window: number) => Schedule;
  },
): SchedulerPart {
  const { windows, check, compose } = definition;
  return {
    ...common<P>(definition),
    monitors: false,
    cycles: () => false,
    children: { parameter: "schedulers", windows: (config, window) => windows(resolved<P>(config), window) },
    create(config, window, build) {
      const own = resolved<P>(config);
      check?.(own);
      const lengths = windows(own, window);
      const configs = config.schedulers as readonly PartConfig[];
      const schedules = configs.map((child, i) => within(`schedulers.${i}`, () => build(child, itemAt(lengths, i))));
      return compose(own, schedules, window);
    },
  };
}
