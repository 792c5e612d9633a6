import { adam, descend, sgd } from "../kernels/families/updates.ts";
import { fixed } from "../kernels/language/kernel.ts";
import { pow } from "../numbers/math.ts";
import { Op } from "../tape/op.ts";
import { doubleOf, floatOf, type Lower } from "./lowering.ts";
import type { Memory } from "./memory.ts";

/** For each update that has a kernel; operands as src/tape/op.ts lists them. */
export const UPDATES: Readonly<Partial<Record<Op, Lower>>> = {
  [Op.Descend]: ([parameters = 0, gradients = 0, floats = 0, rates = 0], { words }) => ({
    emit: (kernel) => descend(kernel, { parameters, gradients, floats }, kernel.row(fixed(words.step), rates, 4).at()),
  }),

  [Op.SGD]: (
    [parameters = 0, gradients = 0, floats = 0, rates = 0, buffer = 0, filled = 0, momenta = 0, ...options],
    { words },
  ) => {
    const [undamped = 0, weightDecay = 0, nesterov = 0, maximize = 0] = options;
    return {
      emit(kernel) {
        const at = (values: number) => kernel.row(fixed(words.step), values, 4).at();
        sgd(kernel, {
          ...{ parameters, gradients, floats, buffer, filled, rate: at(rates), momentum: at(momenta) },
          ...{ undamped: floatOf(undamped), weightDecay: floatOf(weightDecay) },
          ...{ isNesterov: nesterov !== 0, maximizes: maximize !== 0 },
        });
      },
    };
  },

  [Op.Adam]: (operands, { arena }) => {
    const [parameters = 0, gradients = 0, floats = 0, rates = 0, momenta = 0, counters = 0] = operands;
    const [first = 0, second = 0, maxima = 0, maximize = 0, decoupled = 0] = operands.slice(6);
    const [beta1, beta2, eps, decay] = [11, 13, 15, 17].map((index) => doubleOf(operands, index)) as [
      number,
      number,
      number,
      number,
    ];
    // A beta1 that a schedule moves may cross the ½ at which the mean is worked out from its other end.
    if (momenta !== 0) return undefined;
    const factors = arena.allocate(5);
    return {
      emit(kernel) {
        const state = { first, second, maxima, maximizes: maximize !== 0, factors, isNear: beta1 > 0.5 };
        const constants = {
          keep: beta2,
          take: 1 - beta2,
          eps,
          decay: decoupled ? 0 : decay,
          isDecoupled: decoupled !== 0,
        };
        adam(kernel, { parameters, gradients, floats, ...state, ...constants });
      },
      before(memory, step) {
        const rate = memory.floats(rates + 4 * step, 1)[0] as number;
        const count = memory.doubles(counters, 5);
        const t = (count[0] as number) + 1;
        count[0] = t;
        const size = -rate / (1 - power(memory, counters + 8, beta1, t));
        const root = Math.sqrt(1 - power(memory, counters + 24, beta2, t));
        memory.floats(factors, 5).set([size, root, 1 - beta1, beta1, 1 - rate * decay]);
      },
    };
  },
};

/** betaᵗ, as a running product while beta stays what it was. At `offset`: the last beta and its power. */
function power(memory: Memory, offset: number, beta: number, t: number): number {
  const kept = memory.doubles(offset, 2);
  const product = kept[0] === beta ? (kept[1] as number) * beta : pow(beta, t);
  kept.set([beta, product]);
  return product;
}
