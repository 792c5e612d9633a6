import Type from "typebox";
import { defineDataset, type Samples } from "../contracts/dataset.ts";
import { normal, stream } from "../random/rng.ts";
import { checkSize, SAMPLES } from "./families/generator.ts";
import { heldOut, idleFolds } from "./families/held-out.ts";
import { pick, planSplit, splitSamples } from "./families/split.ts";

interface Size {
  readonly samples: number;
  readonly features: number;
  readonly targets: number;
}

function normals(count: number, ...name: (string | number)[]): Float32Array {
  const rng = stream(...name);
  return Float32Array.from({ length: count }, () => normal(rng));
}

/** Draws all rows. Each quantity has its own random stream, so more samples or more noise do not change the rest. */
function generated({ samples, features, targets }: Size, noise: number, seed: number): Samples {
  const x = normals(samples * features, seed, "linear", "x");
  const weights = normals(targets * features, seed, "linear", "weights");
  const bias = normals(targets, seed, "linear", "bias");
  const rng = stream(seed, "linear", "noise");
  const y = Float32Array.from({ length: samples * targets }, (_, at) => {
    const target = at % targets;
    const from = ((at - target) / targets) * features;
    let sum = bias[target] as number;
    for (let i = 0; i < features; i++) sum += (x[from + i] as number) * (weights[target * features + i] as number);
    return sum + noise * normal(rng);
  });
  return { rows: samples, x, y };
}

/** A linear relation with noise: y = x·w + b + noise·ε, where x, w, b and ε are standard normal. */
export const linear = defineDataset({
  description:
    "Targets that are a linear function of standard normal features, with standard normal weights, plus noise.",
  source: "y = x·w + b + noise·ε, as scikit-learn's make_regression.",
  params: Type.Object({
    features: Type.Integer({ minimum: 1, description: "Number of features." }),
    samples: SAMPLES,
    targets: Type.Integer({ minimum: 1, default: 1, description: "Number of targets per row." }),
    noise: Type.Number({ minimum: 0, default: 0, description: "Standard deviation of the noise on the targets." }),
    ...heldOut(),
  }),
  idle: idleFolds,
  open({ noise, features, samples, targets, ...held }) {
    checkSize(samples, features + targets);
    const plan = planSplit({ own: samples }, held, { targets: "numbers", isDrawn: true });
    return {
      shape: { features: [features], targets: [targets], ...plan.sizes },
      digest: "",
      ...plan.drawing,
      load(runSeed) {
        const all = generated({ samples, features, targets }, noise, plan.seedOf(runSeed));
        return splitSamples(plan, runSeed, (rows) => pick(all, rows));
      },
    };
  },
});
