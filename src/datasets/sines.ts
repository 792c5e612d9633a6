import Type from "typebox";
import { sin } from "../numbers/math.ts";
import { stream, uniform } from "../random/rng.ts";
import { defineGenerator, noise, normals } from "./families/generator.ts";

/** y = Σ sin(π·k·x + φₖ)/k + noise·ε for k = 1 … waves; x is uniform in [−1, 1) and every phase φₖ in [0, 2π). */
export const sines = defineGenerator({
  description:
    "A curve over one feature: a sum of waves with 1, 2, 3, … periods and random phases. Finer waves are smaller.",
  source:
    "Σ sin(π·k·x + φₖ)/k + noise·ε, k = 1 … waves; after Rahaman et al., On the Spectral Bias of Neural Networks.",
  params: Type.Object({
    waves: Type.Integer({ minimum: 1, maximum: 1000, default: 4, description: "Number of waves in the sum." }),
    ...noise,
  }),
  shape: () => ({ features: [1], targets: [1] }),
  draw({ samples, waves, noise }, seed) {
    const places = stream(seed, "sines", "x");
    const x = Float32Array.from({ length: samples }, () => uniform(places, -1, 1));
    const rng = stream(seed, "sines", "phases");
    const phases = Array.from({ length: waves }, () => uniform(rng, 0, 2 * Math.PI));
    const next = normals(seed, "sines", "noise");
    const curve = (at: number) =>
      phases.reduce((sum, phase, i) => sum + sin(Math.PI * (i + 1) * at + phase) / (i + 1), 0);
    return { rows: samples, x, y: x.map((at) => curve(at) + noise * next()) };
  },
});
