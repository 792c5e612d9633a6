import Type from "typebox";
import { defineWrapper } from "../definition/optimizer.ts";
import { inner } from "../definition/update.ts";
import { Op } from "../tape/op.ts";
import { floatBits } from "../tape/tape.ts";

/** Slow parameters behind fast ones. Zhang et al. 2019, "Lookahead Optimizer: k steps forward, 1 step back". */
export const Lookahead = defineWrapper({
  description: "Lets another optimizer take k steps, then goes only part of that way and has it start from there.",
  source: "Zhang et al. 2019, arXiv:1907.08610, algorithm 1; the inner optimizer keeps its state",
  params: Type.Object({
    optimizer: inner("The optimizer whose steps are looked at; rate and param groups are its own."),
    k: Type.Integer({ minimum: 1, default: 5, description: "Steps between two synchronisations." }),
    alpha: Type.Number({ minimum: 0, maximum: 1, default: 0.5, description: "Share of the way that is gone." }),
  }),
  wrap: ({ k, alpha }, { lr, momentum, emit }) => ({
    lr,
    momentum,
    emit(tape, group) {
      const { parameters, floats } = group;
      const [slow, counter] = [tape.allocate(floats), tape.allocate(2)];
      tape.record(Op.KeepFirst, parameters, slow, floats, counter);
      emit(tape, group);
      tape.record(Op.Lookahead, parameters, slow, floats, counter, k, floatBits(alpha));
    },
  }),
});
