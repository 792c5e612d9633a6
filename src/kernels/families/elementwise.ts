import { fixed, type Kernel } from "../language/kernel.ts";
import type { Floats } from "../language/values.ts";
import { defineOperation, type Operation } from "../operation.ts";
import { eachVector } from "./each-vector.ts";
import { clearPadding } from "./rows.ts";

/** Numbers of a formula, the same in every lane. */
export type FormulaNumbers<N extends string> = Readonly<Record<N, Floats>>;

/** @param places where each stands */
export const numbersAt = <N extends string>(kernel: Kernel, places: Readonly<Record<N, number>>) =>
  Object.fromEntries(
    Object.entries<number>(places).map(([key, at]) => [key, kernel.splat(fixed(at))]),
  ) as FormulaNumbers<N>;

/** A function of each value by itself, and its derivative. `N` names the numbers that the formulas use. */
export interface ElementwiseFormula<N extends string> {
  readonly forward: (kernel: Kernel, x: Floats, numbers: FormulaNumbers<N>) => Floats;
  /** The gradient by the input. @param kept the input or the output, as the layer keeps it */
  readonly gradient: (kernel: Kernel, kept: Floats, gradient: Floats, numbers: FormulaNumbers<N>) => Floats;
}

/** A batch whose lines are padded with zeros. */
interface PaddedLines {
  readonly width: number;
  readonly lines: number;
}

/** Operations of a function of each value. */
interface ElementwiseOperations<N extends string> {
  /** output = f(input). @param numbers where each number stands */
  forward(operands: PaddedLines & { input: number; output: number; numbers: Readonly<Record<N, number>> }): Operation;
  /** Overwrites the gradient of the output by that of the input. */
  gradient(operands: PaddedLines & { kept: number; gradient: number; numbers: Readonly<Record<N, number>> }): Operation;
}

export function defineElementwiseOperations<N extends string>(
  name: string,
  { forward, gradient }: ElementwiseFormula<N>,
): ElementwiseOperations<N> {
  const define = (
    suffix: string,
    formula: (kernel: Kernel, from: Floats, old: () => Floats, numbers: FormulaNumbers<N>) => Floats,
  ) =>
    defineOperation<Readonly<Record<string, number>>>(name + suffix, {
      emit(kernel, { from = 0, to = 0, width = 0, lines = 0, ...places }, { rows }) {
        const numbers = numbersAt(kernel, places as Record<N, number>);
        const step = Math.ceil(width / 4) * 4;
        eachVector(kernel, rows * lines * step, [from, to], (load, store) =>
          store(
            1,
            formula(kernel, load(0), () => load(1), numbers),
          ),
        );
        clearPadding(kernel, to, rows * lines, width, 4 * step);
      },
    });
  const forwards = define("", (kernel, x, _, numbers) => forward(kernel, x, numbers));
  const backwards = define("Gradient", (kernel, kept, old, numbers) => gradient(kernel, kept, old(), numbers));
  return {
    forward: ({ input, output, numbers, ...lines }) => forwards({ from: input, to: output, ...lines, ...numbers }),
    gradient: ({ kept, gradient, numbers, ...lines }) => backwards({ from: kept, to: gradient, ...lines, ...numbers }),
  };
}

/** a += b. @param floats of a sample */
export const add = defineOperation<{ a: number; b: number; floats: number }>("Add", {
  emit(kernel, { a, b, floats }, { rows }) {
    eachVector(kernel, rows * floats, [a, b], (load, store) => store(0, kernel.add(load(0), load(1))));
  },
});

/** @param floats of a sample */
export const copy = defineOperation<{ source: number; target: number; floats: number }>("Copy", {
  emit(kernel, { source, target, floats }, { rows }) {
    eachVector(kernel, rows * floats, [source, target], (load, store) => store(1, load(0)));
  },
});
