import Type from "typebox";
import { defineDataset } from "../contracts/dataset.ts";
import { idle } from "../contracts/part.ts";
import { normal, stream } from "../random/rng.ts";
import { MOST_ROWS } from "./families/generator.ts";

/** Nothing to learn: unrelated inputs and targets, drawn anew every epoch from the run's own seed. */
export const noise = defineDataset({
  description: "Standard normal inputs and targets that are unrelated, drawn anew every epoch from the run's seed.",
  source: "torch.randn for inputs and targets.",
  params: Type.Object({
    features: Type.Integer({ minimum: 1, description: "Number of features." }),
    samples: Type.Integer({ minimum: 1, maximum: MOST_ROWS, default: 1, description: "Rows per epoch." }),
    targets: Type.Integer({ minimum: 1, default: 1, description: "Number of targets per row." }),
    seed: Type.Optional(Type.Literal("per seed", { description: "As it is anyway: each seed draws its own rows." })),
  }),
  idle: ({ seed }) => (seed === undefined ? [] : idle(["seed"], "on noise, which each seed draws anew anyway")),
  open({ features, samples, targets }) {
    return {
      shape: { features: [features], targets: [targets], training: samples, validation: 0 },
      digest: "",
      load() {
        throw new Error("noise has only the rows of an epoch");
      },
      fresh(seed, epoch) {
        const rng = stream(seed, "noise", epoch);
        const draw = (count: number) => Float32Array.from({ length: count }, () => normal(rng));
        return { rows: samples, x: draw(samples * features), y: draw(samples * targets) };
      },
    };
  },
});
