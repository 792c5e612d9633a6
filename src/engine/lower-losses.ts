import { crossEntropy, squaredError } from "../kernels/families/losses.ts";
import { sumOfSquares } from "../kernels/families/rows.ts";
import { fixed } from "../kernels/language/kernel.ts";
import { Op } from "../tape/op.ts";
import { stride } from "../tape/shape.ts";
import { floatOf, type Lower } from "./lowering.ts";
import type { Memory } from "./memory.ts";

/** Lines of more classes are left to a loop: a vector of each 16 is kept in registers here. */
const MOST_CLASSES = 128;

/** Brings a float to where the host sums in double precision. */
function widen(memory: Memory, from: number, sums: number, step: number): void {
  memory.doubles(sums + 8 * step, 1)[0] = memory.floats(from, 1)[0] as number;
}

/** For each loss and norm that has a kernel; operands as src/tape/op.ts lists them. */
export const LOSSES: Readonly<Partial<Record<Op, Lower>>> = {
  [Op.MSELoss]: ([output = 0, targets = 0, gradient = 0, floats = 0, terms = 0, losses = 0], { arena }) => {
    const sum = arena.allocate(1);
    return {
      emit(kernel, { rows }) {
        const scale = terms ? 2 / (rows * terms) : 2;
        kernel.store(fixed(sum), squaredError(kernel, rows * floats, scale, { output, targets, gradient }), 1);
      },
      after: (memory, step) => widen(memory, sum, losses, step),
    };
  },

  [Op.CrossEntropyLoss]: (
    [
      output = 0,
      targets = 0,
      gradient = 0,
      classes = 0,
      mean = 0,
      losses = 0,
      weights = 0,
      positions = 0,
      classWeights = 0,
      ignored = 0,
      smoothing = 0,
    ],
    { arena, words },
  ) => {
    if (classWeights !== 0 || floatOf(smoothing) !== 0 || classes > MOST_CLASSES) return undefined;
    const sums = arena.allocate(2);
    const [step, targetStep] = [4 * stride(classes), 4 * stride(positions)];
    const { numbers } = words;
    return {
      emit(kernel, { rows }) {
        const own = { classes, step, positions, targetStep, ignored, isMean: mean !== 0, numbers };
        const [sum, weight] = crossEntropy(kernel, { ...own, lines: rows * positions }, { output, targets, gradient });
        kernel.store(fixed(sums), sum, 1);
        kernel.store(fixed(sums + 4), weight, 1);
      },
      after(memory, at) {
        widen(memory, sums, losses, at);
        widen(memory, sums + 4, weights, at);
      },
    };
  },

  [Op.GradientNorm]: ([gradients = 0, floats = 0, norms = 0], { words }) => ({
    emit(kernel) {
      const norm = kernel.sqrt(sumOfSquares(kernel, gradients, floats));
      kernel.store(kernel.row(fixed(words.step), norms, 4).at(), norm, 1);
    },
  }),
};
