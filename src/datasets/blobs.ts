import Type from "typebox";
import { stream, uniform } from "../random/rng.ts";
import { defineGenerator, MOST_CLASSES, normals } from "./families/generator.ts";

/** scikit-learn's center_box. */
const BOX = 10;

/** Class c: centre_c + spread·ε. The centres are uniform in [−10, 10) in every feature. */
export const blobs = defineGenerator({
  description: "Normally distributed clouds around random centres between −10 and 10. Each cloud is a class.",
  source: "centre + spread·ε, as scikit-learn's make_blobs.",
  params: Type.Object({
    centers: Type.Integer({
      minimum: 2,
      maximum: MOST_CLASSES,
      default: 3,
      description: "Number of clouds. Each is a class.",
    }),
    features: Type.Integer({ minimum: 1, default: 2, description: "Number of features." }),
    spread: Type.Number({ minimum: 0, default: 1, description: "Standard deviation around a centre." }),
  }),
  shape: ({ centers, features }) => ({ features: [features], targets: [1], classes: centers }),
  draw({ samples, centers, features, spread }, seed) {
    const rng = stream(seed, "blobs", "centers");
    const middles = Float64Array.from({ length: centers * features }, () => uniform(rng, -BOX, BOX));
    const next = normals(seed, "blobs", "noise");
    const labels = Float32Array.from({ length: samples }, (_, row) => row % centers);
    const x = Float32Array.from({ length: samples * features }, (_, at) => {
      const row = Math.floor(at / features);
      return (middles[(row % centers) * features + (at % features)] as number) + spread * next();
    });
    return { rows: samples, x, y: labels };
  },
});
