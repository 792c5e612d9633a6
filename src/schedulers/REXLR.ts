import Type from "typebox";
import { defineClosedForm } from "../definition/define-scheduler.ts";
import { total } from "../definition/scheduler.ts";

/**
 * From the base rate to 0, slowly at first and faster towards the end: (1 - x) / (1 - x / 2), x the share of time gone.
 * Chen, Wolfe and Kyrillidis, "REX: Revisiting Budgeted Training with an Improved Schedule", 2021 (MLSys 2022).
 */
export const REXLR = defineClosedForm({
  description: "Lowers the rate to 0 over total_iters epochs, slowly at first and faster towards the end.",
  source: 'Chen, Wolfe and Kyrillidis, "REX: Revisiting Budgeted Training with an Improved Schedule", 2021',
  params: Type.Object({ total_iters: total("Epochs until the rate is 0; it stays there.") }),
  at({ total_iters }, base, t) {
    const left = 1 - Math.min(t / total_iters, 1);
    return base * (left / (0.5 + left / 2));
  },
});
