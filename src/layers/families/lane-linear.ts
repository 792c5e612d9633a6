import type { LaneLayer } from "../../contracts/side-by-side.ts";
import type { Kernel } from "../../kernels/language/kernel.ts";
import type { Floats } from "../../kernels/language/values.ts";

/** Sums that a long one is cut into: one alone would wait for each addition to end. */
const SUMS = 4;

/** start + Σ a·b */
function product(kernel: Kernel, start: Floats | undefined, a: readonly Floats[], b: readonly Floats[]): Floats {
  const sums: Floats[] = start ? [start] : [];
  for (const [index, one] of a.entries()) {
    const [sum, other] = [sums[index % SUMS], b[index] as Floats];
    sums[index % SUMS] = sum ? kernel.fma(one, other, sum) : kernel.multiply(one, other);
  }
  const [first = kernel.float(0), second, third, fourth] = sums;
  const left = second ? kernel.add(first, second) : first;
  const right = third && fourth ? kernel.add(third, fourth) : third;
  return right ? kernel.add(left, right) : left;
}

/** y = W·x + b for runs side by side. Parameters: weight [outputs, inputs], and a bias unless there is none. */
export const laneLinear = (inputs: number, outputs: number): LaneLayer => ({
  products: inputs * outputs,
  forward(kernel, x, [weight = [], bias]) {
    const rowOf = (output: number) => weight.slice(output * inputs, (output + 1) * inputs);
    const all = Array.from({ length: outputs }, (_, output) => output);
    return {
      outputs: all.map((output) => product(kernel, bias?.[output], x, rowOf(output))),
      backward(gradients, learn, needsInputs) {
        for (const [output, g] of gradients.entries()) {
          for (const [input, value] of x.entries()) learn(0, output * inputs + input, g, value);
          if (bias) learn(1, output, g);
        }
        if (!needsInputs) return [];
        return x.map((_, input) => {
          const column = all.map((output) => weight[output * inputs + input] as Floats);
          return product(kernel, undefined, gradients, column);
        });
      },
    };
  },
});
