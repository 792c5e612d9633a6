import Type from "typebox";
import { defineClosedForm } from "../contracts/define-scheduler.ts";
import { total } from "../contracts/scheduler.ts";
import { allKeywords } from "../contracts/torch.ts";

/**
 * From the base rate to 0, slowly at first and faster towards the end: (1 - x) / (1 - x / 2), x the share of time gone.
 * Chen, Wolfe and Kyrillidis, "REX: Revisiting Budgeted Training with an Improved Schedule", 2021 (MLSys 2022).
 */
export const REXLR = defineClosedForm({
  description: "Lowers the rate to 0 over total_iters epochs, slowly at first and faster towards the end.",
  source: 'Chen, Wolfe and Kyrillidis, "REX: Revisiting Budgeted Training with an Improved Schedule", 2021',
  params: Type.Object({ total_iters: total("Epochs until the rate is 0; it stays there.") }),
  torch: (_, config) => ({ callee: "REXLR", keywords: allKeywords(config), carried: [PYTHON] }),
  at({ total_iters }, base, t) {
    const left = 1 - Math.min(t / total_iters, 1);
    return base * (left / (0.5 + left / 2));
  },
});

const PYTHON = `class REXLR(lr_scheduler.LRScheduler):
    """Down to 0, slowly at first and faster towards the end. Chen, Wolfe and Kyrillidis 2021."""

    def __init__(self, optimizer, total_iters):
        self.total_iters = total_iters
        super().__init__(optimizer)

    def get_lr(self):
        left = 1 - min(self.last_epoch / self.total_iters, 1)
        return [base * (left / (0.5 + left / 2)) for base in self.base_lrs]`;
