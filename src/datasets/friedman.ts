import Type from "typebox";
import { sin } from "../numbers/math.ts";
import { stream, uniform } from "../random/rng.ts";
import { defineGenerator, noise, normals } from "./families/generator.ts";

/** y = 10·sin(π·x₁·x₂) + 20·(x₃ − ½)² + 10·x₄ + 5·x₅ + noise·ε, with every feature uniform in [0, 1). */
export const friedman = defineGenerator({
  description: "A smooth function of five features, two of which interact. All other features are irrelevant.",
  source:
    "10·sin(π·x₁·x₂) + 20·(x₃ − ½)² + 10·x₄ + 5·x₅ + noise·ε: Friedman, Multivariate Adaptive Regression Splines, 1991; scikit-learn's make_friedman1.",
  params: Type.Object({
    features: Type.Integer({ minimum: 5, default: 10, description: "Number of features. Only the first five matter." }),
    ...noise,
  }),
  shape: ({ features }) => ({ features: [features], targets: [1] }),
  draw({ samples, features, noise }, seed) {
    const rng = stream(seed, "friedman", "x");
    const x = Float32Array.from({ length: samples * features }, () => uniform(rng, 0, 1));
    const next = normals(seed, "friedman", "noise");
    const y = Float32Array.from({ length: samples }, (_, row) => {
      const [a, b, c, d, e] = x.subarray(row * features) as unknown as [number, number, number, number, number];
      return 10 * sin(Math.PI * a * b) + 20 * (c - 0.5) * (c - 0.5) + 10 * d + 5 * e + noise * next();
    });
    return { rows: samples, x, y };
  },
});
