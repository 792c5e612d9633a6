import Type from "typebox";
import { erf, exp, tanh } from "../kernels/families/functions.ts";
import type { Kernel } from "../kernels/language/kernel.ts";
import type { Floats } from "../kernels/language/values.ts";
import { defineActivation } from "./families/activation.ts";

/** x·Φ(x). torch.nn.GELU. */
export const GELU = defineActivation({
  description: "A smooth activation: x · Φ(x), with Φ the normal distribution function.",
  source: "torch.nn.GELU",
  params: Type.Object({
    approximate: Type.Enum(["none", "tanh"], {
      default: "none",
      description:
        "Which form. none: exact, with the error function. tanh: the approximation that BERT and GPT-2 used.",
    }),
  }),
  keeps: "input",
  flags: ({ approximate }) => ({ byTanh: approximate === "tanh" }),
  forward: (kernel, x, { byTanh }) => kernel.multiply(x, byTanh ? tanhGate(kernel, x).gate : gateOf(kernel, x)),
  gradient: (kernel, x, g, { byTanh }) => kernel.multiply(g, byTanh ? tanhSlope(kernel, x) : slopeOf(kernel, x)),
});

/** Φ, the standard normal's distribution function: (1 + erf(x/√2)) / 2 */
function gateOf(kernel: Kernel, x: Floats): Floats {
  const half = kernel.float(0.5);
  return kernel.fma(erf(kernel, kernel.multiply(x, kernel.float(Math.SQRT1_2))), half, half);
}

/** Φ(x) + x·φ(x) */
function slopeOf(kernel: Kernel, x: Floats): Floats {
  const power = exp(kernel, kernel.multiply(kernel.multiply(x, x), kernel.float(-0.5)));
  const density = kernel.multiply(power, kernel.float(1 / Math.sqrt(2 * Math.PI)));
  return kernel.fma(x, density, gateOf(kernel, x));
}

const ROOT = Math.sqrt(2 / Math.PI);
const CUBIC = 0.044715;

/** t = tanh(√(2/π)·(x + 0.044715·x³)), and (1 + t) / 2 */
function tanhGate(kernel: Kernel, x: Floats): { readonly t: Floats; readonly gate: Floats } {
  const half = kernel.float(0.5);
  const inner = kernel.fma(kernel.multiply(kernel.multiply(x, x), x), kernel.float(CUBIC), x);
  const t = tanh(kernel, kernel.multiply(inner, kernel.float(ROOT)));
  return { t, gate: kernel.fma(t, half, half) };
}

/** (1 + t) / 2 + x/2·(1 − t²)·√(2/π)·(1 + 3·0.044715·x²) */
function tanhSlope(kernel: Kernel, x: Floats): Floats {
  const { t, gate } = tanhGate(kernel, x);
  const inner = kernel.fma(kernel.multiply(x, x), kernel.float(1.5 * ROOT * CUBIC), kernel.float(0.5 * ROOT));
  const steep = kernel.multiply(x, kernel.fnma(t, t, kernel.float(1)));
  return kernel.fma(steep, inner, gate);
}
