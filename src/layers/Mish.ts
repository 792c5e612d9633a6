import { exp } from "../kernels/families/functions.ts";
import type { Kernel } from "../kernels/language/kernel.ts";
import type { Floats } from "../kernels/language/values.ts";
import { defineActivation } from "./families/activation.ts";

/** x·tanh(log(1 + eˣ)). torch.nn.Mish. */
export const Mish = defineActivation({
  description: "A smooth activation: x · tanh(softplus(x)).",
  source: "torch.nn.Mish",
  keeps: "input",
  forward(kernel, x) {
    const { n, divisor } = powersOf(kernel, x);
    return kernel.multiply(x, kernel.divide(n, divisor));
  },
  // n / (n + 2) + 4x·eˣ·(eˣ + 1) / (n + 2)²
  gradient(kernel, x, g) {
    const { bounded, e, n, divisor } = powersOf(kernel, x);
    const inverse = kernel.divide(kernel.float(1), divisor);
    const square = kernel.multiply(e, kernel.add(e, kernel.float(1)));
    const steep = kernel.multiply(kernel.multiply(kernel.multiply(kernel.float(4), square), inverse), inverse);
    return kernel.multiply(g, kernel.fma(bounded, steep, kernel.multiply(n, inverse)));
  },
});

/** tanh(log(1 + eˣ)) = n / (n + 2) with n = eˣ·(eˣ + 2). From 20 on it is 1 to the last bit, and n would overflow. */
function powersOf(kernel: Kernel, x: Floats) {
  const bounded = kernel.min(kernel.float(20), x);
  const [two, e] = [kernel.float(2), exp(kernel, bounded)];
  const n = kernel.multiply(e, kernel.add(e, two));
  return { bounded, e, n, divisor: kernel.add(n, two) };
}
