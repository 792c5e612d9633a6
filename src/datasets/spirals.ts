import Type from "typebox";
import { cos, sin } from "../numbers/math.ts";
import { curves, defineGenerator, idleCurveSeed, MOST_CLASSES, noise, normals } from "./families/generator.ts";

/** Arm a of k: r·(cos φ, sin φ) with φ = 2π(a/k + turns·r), r evenly spaced from 0 to 1, plus noise·ε on both coordinates. */
export const spirals = defineGenerator({
  description: "Spiral arms in the plane, wound around each other. Each arm is a class. Two features.",
  source: "r·(cos φ, sin φ), φ = 2π(a/arms + turns·r), r from 0 to 1, plus noise·ε; after Lang and Witbrock, 1988.",
  params: Type.Object({
    arms: Type.Integer({
      minimum: 2,
      maximum: MOST_CLASSES,
      default: 2,
      description: "Number of spirals. Each is a class.",
    }),
    turns: Type.Number({ minimum: 0, default: 1, description: "Number of turns of an arm around the centre." }),
    ...noise,
  }),
  idle: idleCurveSeed,
  shape: ({ arms }) => ({ features: [2], targets: [1], classes: arms }),
  draw({ samples, arms, turns, noise }, seed) {
    const next = normals(seed, "spirals", "noise");
    const arm = (label: number, radius: number) => {
      const angle = 2 * Math.PI * (label / arms + turns * radius);
      return [radius * cos(angle), radius * sin(angle)] as const;
    };
    return curves(samples, arms, arm, () => noise * next());
  },
});
