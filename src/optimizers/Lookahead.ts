import Type from "typebox";
import { defineWrapper } from "../contracts/optimizer.ts";
import { inner } from "../contracts/update.ts";
import { copyAtTimes, synchronize } from "../kernels/families/averages.ts";
import type { Prepare } from "../kernels/operation.ts";
import type { Tape } from "../tape/tape.ts";

/** Slow weights that follow fast ones. Zhang et al. 2019, "Lookahead Optimizer: k steps forward, 1 step back". */
export const Lookahead = defineWrapper({
  description:
    "Lets another optimizer take k steps, then moves only a share of that distance and restarts it from there.",
  source: "Zhang et al. 2019, arXiv:1907.08610, algorithm 1; the inner optimizer keeps its state",
  use: {
    when: "Around an optimizer that oscillates: the slow weights average its path.",
    not: "You tune for short runs: it adds two parameters and slows the first epochs. weight_averaging smooths without changing training.",
  },
  params: Type.Object({
    optimizer: inner("The inner optimizer. The learning rate and param groups are set there."),
    k: Type.Integer({ minimum: 1, default: 5, description: "Steps of the inner optimizer between synchronizations." }),
    alpha: Type.Number({
      minimum: 0,
      maximum: 1,
      default: 0.5,
      description: "Share of the distance that the slow weights move.",
    }),
  }),
  torch: (_, { k, alpha }) => ({
    callee: "Lookahead",
    keywords: { k: k as number, alpha: alpha as number },
    carried: [PYTHON],
  }),
  wrap: ({ k, alpha }, { lr, momentum, emit }) => ({
    lr,
    momentum,
    emit(tape, group) {
      const { parameters: values, floats } = group;
      const [target, counter] = [tape.allocate(floats), tape.allocate(2)];
      const [first, every] = [timesOf(tape, counter, (t) => t === 0), timesOf(tape, counter, (t) => t % k === k - 1)];
      tape.record(copyAtTimes({ values, target, floats, when: first.when }, { prepare: first.prepare(false) }));
      emit(tape, group);
      const operands = { values, target, floats, when: every.when, alpha: tape.number(alpha) };
      tape.record(synchronize(operands, { prepare: every.prepare(true) }));
    },
  }),
});

/** Steps at which something is due. @param counter a float64: the steps before, zero at the start */
function timesOf(tape: Tape, counter: number, isDue: (t: number) => boolean) {
  const when = tape.perStep();
  const prepare =
    (counts: boolean): Prepare =>
    (memory, { from, to }) => {
      const before = memory.doubles(counter, 1);
      const done = before[0] as number;
      const times = memory.integers(when + 4 * from, to - from);
      for (let step = 0; step < to - from; step++) times[step] = Number(isDue(done + step));
      if (counts) before[0] = done + to - from;
    };
  return { when, prepare };
}

const PYTHON = `class Lookahead(torch.optim.Optimizer):
    """Moves only a share of the distance that another optimizer covers in k steps. Zhang et al. 2019, arXiv:1907.08610."""

    def __init__(self, optimizer, k, alpha):
        super().__init__(optimizer.param_groups, optimizer.defaults)
        self.optimizer, self.k, self.alpha = optimizer, k, alpha
        self.slow = [[p.detach().clone() for p in group["params"]] for group in self.param_groups]
        self.steps = 0

    @torch.no_grad()
    def step(self):
        self.optimizer.step()
        self.steps += 1
        if self.steps % self.k:
            return
        for group, slow in zip(self.param_groups, self.slow):
            for p, kept in zip(group["params"], slow):
                kept.lerp_(p, self.alpha)
                p.copy_(kept)`;
