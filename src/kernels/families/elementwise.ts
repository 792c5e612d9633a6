import type { Kernel } from "../language/kernel.ts";
import { eachVector } from "./each-vector.ts";

/** output = max(input, 0), NaN as it is. Offsets in bytes. */
export function relu(kernel: Kernel, input: number, output: number, floats: number): void {
  eachVector(kernel, floats, [input, output], ([x], store) => {
    if (x) store(1, kernel.where(kernel.less(x, kernel.float(0)), kernel.float(0), x));
  });
}

/** gradient = 0 where the output is 0 or below; where it is NaN the gradient passes, as in PyTorch. */
export function reluGradient(kernel: Kernel, output: number, gradient: number, floats: number): void {
  eachVector(kernel, floats, [output, gradient], ([y, g], store) => {
    if (y && g) store(1, kernel.where(kernel.lessOrEqual(y, kernel.float(0)), kernel.float(0), g));
  });
}

/** a += b */
export function add(kernel: Kernel, a: number, b: number, floats: number): void {
  eachVector(kernel, floats, [a, b], ([x, y], store) => {
    if (x && y) store(0, kernel.add(x, y));
  });
}

export function copy(kernel: Kernel, source: number, target: number, floats: number): void {
  eachVector(kernel, floats, [source, target], ([x], store) => {
    if (x) store(1, x);
  });
}
