import Type from "typebox";
import { cos, sin } from "../numbers/math.ts";
import { curves, defineGenerator, idleCurveSeed, noise, normals } from "./families/generator.ts";

/** Class 0: (cos t, sin t), class 1: (1 − cos t, ½ − sin t), t evenly spaced from 0 to π, plus noise·ε on both coordinates. */
export const two_moons = defineGenerator({
  description: "Two interlocking half circles in the plane. Each is a class. Two features.",
  source: "(cos t, sin t) and (1 − cos t, ½ − sin t), t from 0 to π, plus noise·ε: scikit-learn's make_moons.",
  params: Type.Object(noise),
  idle: idleCurveSeed,
  shape: () => ({ features: [2], targets: [1], classes: 2 }),
  draw({ samples, noise }, seed) {
    const next = normals(seed, "two_moons", "noise");
    const moon = (label: number, share: number) => {
      const t = Math.PI * share;
      return label === 0 ? ([cos(t), sin(t)] as const) : ([1 - cos(t), 0.5 - sin(t)] as const);
    };
    return curves(samples, 2, moon, () => noise * next());
  },
});
