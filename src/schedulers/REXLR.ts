import Type from "typebox";
import { total } from "../contracts/scheduler.ts";
import { defineFormula } from "./families/define-formula.ts";

/**
 * Lowers the rate to 0, slowly at first and faster towards the end: (1 - x) / (1 - x / 2), where x is the share of time gone.
 * Chen, Wolfe and Kyrillidis, "REX: Revisiting Budgeted Training with an Improved Schedule", 2021 (MLSys 2022).
 */
export const REXLR = defineFormula({
  description: "Lowers the rate to 0 over total_iters epochs, slowly at first and faster towards the end.",
  source: 'Chen, Wolfe and Kyrillidis, "REX: Revisiting Budgeted Training with an Improved Schedule", 2021',
  use: {
    when: "A small, fixed budget of epochs: the rate stays high longer than in a linear decay and falls quickly at the end.",
    not: "Training may continue after total_iters: the rate is 0 from there on. Cosine and linear decays are also better known.",
  },
  params: Type.Object({ total_iters: total("Epochs until the rate is 0. It stays there.") }),
  formula: "base * (left / (0.5 + left / 2))",
  where: { left: "1 - min(t / total_iters, 1)" },
});
