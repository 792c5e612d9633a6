import type { GroupMemory, OptimizerPlan } from "../../contracts/optimizer.ts";
import type { UpdateRule } from "../../contracts/side-by-side.ts";
import { SMALLEST_NORMAL } from "../../kernels/families/functions.ts";
import { clearPaddingOf } from "../../kernels/families/rows.ts";
import type { Prepare } from "../../kernels/operation.ts";
import { pow } from "../../numbers/math.ts";
import type { Tape } from "../../tape/tape.ts";

/**
 * The plan of an optimizer that updates each parameter by itself.
 * @param rule `counters`: default 0. `spoilsPadding`: whether an update of padding may be 0/0; default: no
 */
export function updatePlan<F extends string>(
  { lr, momentum }: { readonly lr: number; readonly momentum?: number | undefined },
  rule: Omit<UpdateRule<F>, "counters"> & { readonly counters?: number; readonly spoilsPadding?: boolean },
): OptimizerPlan {
  const { update, flags, counters = 0, factors, spoilsPadding = false } = rule;
  return {
    lr,
    momentum,
    // Which flags there are is the update's own business.
    ruleFor: () => ({ update, flags, counters, factors }) as unknown as UpdateRule,
    emit(tape, group) {
      const { parameters, gradients, floats } = group;
      const own = { counters, count: update.factors, momentum: momentum ?? 0, factors };
      const { table, prepare } = factorTable(tape, group, own);
      const states = Array.from({ length: update.states }, () => tape.allocate(floats));
      const places = { parameters, gradients, floats, states, factors: table };
      tape.record(update.operation(places, flags, { prepare }));
      if (spoilsPadding) clearPadding(tape, group);
    },
  };
}

/** Reserves room for the numbers of each step, and says how the host fills it. [steps, count] */
export function factorTable(
  tape: Tape,
  group: GroupMemory,
  rule: Pick<UpdateRule<never>, "factors"> & {
    readonly counters: number;
    readonly count: number;
    /** Where no schedule sets it. */
    readonly momentum: number;
  },
): { readonly table: number; readonly prepare: Prepare } {
  const { counters, count, momentum, factors } = rule;
  const counts = tape.allocate(2 * counters);
  const table = tape.perStep(count);
  return {
    table,
    prepare(memory, { from, to }) {
      const steps = to - from;
      const rates = memory.floats(group.lr + 4 * from, steps);
      const momenta = group.cyclesMomentum ? memory.floats(group.momentum + 4 * from, steps) : undefined;
      const own = memory.doubles(counts, counters);
      const numbers = memory.floats(table + 4 * count * from, count * steps);
      for (let step = 0; step < steps; step++) {
        const at = { rate: rates[step] as number, momentum: momenta?.[step] ?? momentum };
        numbers.set(factors(at, own), step * count);
      }
    },
  };
}

/**
 * Zeros the padding of a group's parameters after the update: with eps 0 it may be 0/0. Not needed otherwise.
 * Parameters [rows, stride(columns)].
 */
function clearPadding(tape: Tape, { each }: GroupMemory): void {
  for (const { offset, rows, columns } of each) {
    if (columns % 4 !== 0) tape.record(clearPaddingOf({ values: offset, rows, columns }));
  }
}

/** Whether a number is 0 as a normal float32. */
export const isNothing = (value: number): boolean => Math.fround(value) < SMALLEST_NORMAL;

/** betaᵗ, as a running product while beta stays what it was. @param kept at `index` the last beta, behind it its power */
export function power(kept: Float64Array, index: number, beta: number, t: number): number {
  const product = kept[index] === beta ? (kept[index + 1] as number) * beta : pow(beta, t);
  kept[index] = beta;
  kept[index + 1] = product;
  return product;
}

/** Counts a step in the first counter. @returns its number, from 1 */
export function tick(counters: Float64Array): number {
  counters[0] = (counters[0] as number) + 1;
  return counters[0];
}
