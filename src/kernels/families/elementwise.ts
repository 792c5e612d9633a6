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

/** Numbers as constants of the code: for runs side by side, which have them in common. */
export const numbersBakedIn = <N extends string>(kernel: Kernel, numbers: Readonly<Record<N, number>> | undefined) =>
  Object.fromEntries(
    Object.entries<number>(numbers ?? {}).map(([key, value]) => [key, kernel.float(value)]),
  ) as FormulaNumbers<N>;

/** A function of each value by itself, and its derivative. `N` names the numbers that the formulas use, `F` their choices. */
export interface ElementwiseFormula<N extends string, F extends string = never> {
  readonly forward: (kernel: Kernel, x: Floats, options: FormulaOptions<N, F>) => Floats;
  /** The gradient by the input. @param kept the input or the output, as the layer keeps it */
  readonly gradient: (kernel: Kernel, kept: Floats, gradient: Floats, options: FormulaOptions<N, F>) => Floats;
}

type FormulaOptions<N extends string, F extends string> = FormulaNumbers<N> & Readonly<Record<F, boolean>>;

/** A batch whose lines are padded with zeros. */
interface PaddedLines<N extends string, F extends string> {
  readonly width: number;
  readonly lines: number;
  /** Where each number stands. */
  readonly numbers: Readonly<Record<N, number>>;
  /** What is chosen, as a part of the code. */
  readonly flags: Readonly<Record<F, boolean>>;
}

/** Operations of a function of each value. */
interface ElementwiseOperations<N extends string, F extends string> {
  /** output = f(input) */
  forward(operands: PaddedLines<N, F> & { input: number; output: number }): Operation;
  /** Overwrites the gradient of the output by that of the input. */
  gradient(operands: PaddedLines<N, F> & { kept: number; gradient: number }): Operation;
}

export function defineElementwiseOperations<N extends string, F extends string = never>(
  name: string,
  { forward, gradient }: ElementwiseFormula<N, F>,
): ElementwiseOperations<N, F> {
  const define = (
    suffix: string,
    formula: (kernel: Kernel, from: Floats, old: () => Floats, options: FormulaOptions<N, F>) => Floats,
  ) =>
    defineOperation<Readonly<Record<"from" | "to" | "width" | "lines", number>> & Options>(name + suffix, {
      isDivisible: true,
      emit(kernel, { from, to, width, lines, ...options }, { rows }) {
        const own = optionsOf<N, F>(kernel, options);
        const step = Math.ceil(width / 4) * 4;
        eachVector(kernel, rows * lines * step, [from, to], (load, store) =>
          store(
            1,
            formula(kernel, load(0), () => load(1), own),
          ),
        );
        clearPadding(kernel, to, rows * lines, width, 4 * step);
      },
    });
  const forwards = define("", (kernel, x, _, options) => forward(kernel, x, options));
  const backwards = define("Gradient", (kernel, kept, old, options) => gradient(kernel, kept, old(), options));
  return {
    forward: ({ input, output, numbers, flags, ...lines }) =>
      forwards({ from: input, to: output, ...lines, ...numbers, ...flags }),
    gradient: ({ kept, gradient, numbers, flags, ...lines }) =>
      backwards({ from: kept, to: gradient, ...lines, ...numbers, ...flags }),
  };
}

/** Places of numbers, and choices. */
type Options = Readonly<Record<string, number | boolean>>;

/** Numbers are taken from their places. */
function optionsOf<N extends string, F extends string>(kernel: Kernel, options: Options) {
  const entries = Object.entries(options).map(([key, own]) => [
    key,
    typeof own === "number" ? kernel.splat(fixed(own)) : own,
  ]);
  return Object.fromEntries(entries) as FormulaOptions<N, F>;
}

/** a += b. @param floats of a sample */
export const add = defineOperation<{ a: number; b: number; floats: number }>("Add", {
  isDivisible: true,
  emit(kernel, { a, b, floats }, { rows }) {
    eachVector(kernel, rows * floats, [a, b], (load, store) => store(0, kernel.add(load(0), load(1))));
  },
});

/** @param floats of a sample */
export const copy = defineOperation<{ source: number; target: number; floats: number }>("Copy", {
  isDivisible: true,
  emit(kernel, { source, target, floats }, { rows }) {
    eachVector(kernel, rows * floats, [source, target], (load, store) => store(1, load(0)));
  },
});
