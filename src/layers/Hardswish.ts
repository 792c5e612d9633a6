import { defineActivation } from "./families/activation.ts";

/** x·min(max(x + 3, 0), 6) / 6. torch.nn.Hardswish. */
export const Hardswish = defineActivation({
  description: "A piecewise approximation of SiLU: x · min(max(x + 3, 0), 6) / 6.",
  source: "torch.nn.Hardswish",
  keeps: "input",
  forward(kernel, x) {
    const [three, six] = [kernel.float(3), kernel.float(6)];
    const gate = kernel.min(kernel.max(kernel.add(x, three), kernel.float(0)), six);
    return kernel.divide(kernel.multiply(x, gate), six);
  },
  gradient(kernel, x, g) {
    const three = kernel.float(3);
    const between = kernel.multiply(g, kernel.add(kernel.divide(x, three), kernel.float(0.5)));
    const upTo = kernel.where(kernel.lessOrEqual(three, x), g, between);
    return kernel.where(kernel.lessOrEqual(x, kernel.float(-3)), kernel.float(0), upTo);
  },
});
