import Type from "typebox";
import { defineDataset, heldOut, type Samples } from "../contracts/dataset.ts";
import { normal, stream } from "../random/rng.ts";
import { heldOutRows, pick, split } from "./families/split.ts";

interface Size {
  readonly samples: number;
  readonly features: number;
  readonly targets: number;
}

function normals(count: number, ...name: (string | number)[]): Float32Array {
  const rng = stream(...name);
  return Float32Array.from({ length: count }, () => normal(rng));
}

/** Rows as drawn. Each quantity has its own stream: more samples or more noise leave the rest as it is. */
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

/** A linear relation with noise: y = x·w + b + noise·ε, with x, w, b and ε all standard normal. */
export const linear = defineDataset({
  description:
    "Targets that are a linear function of standard normal features, with standard normal weights, plus noise.",
  source: "y = x·w + b + noise·ε, as scikit-learn's make_regression.",
  params: Type.Object({
    features: Type.Integer({ minimum: 1, description: "Inputs of a row." }),
    samples: Type.Integer({ minimum: 1, description: "Rows, those held out included." }),
    targets: Type.Integer({ minimum: 1, default: 1, description: "Outputs of a row." }),
    noise: Type.Number({ minimum: 0, default: 0, description: "Standard deviation of the noise added to targets." }),
    ...heldOut,
  }),
  open({ noise, validation, seed, ...size }) {
    const held = heldOutRows(size.samples, validation);
    return {
      shape: { features: [size.features], targets: [size.targets], training: size.samples - held, validation: held },
      digest: "",
      load() {
        const all = generated(size, noise, seed);
        const rows = split(size.samples, validation, seed);
        return {
          training: pick(all, rows.training),
          validation: held === 0 ? undefined : pick(all, rows.validation),
        };
      },
    };
  },
});
