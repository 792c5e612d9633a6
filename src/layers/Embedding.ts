import Type from "typebox";
import { defineLayer, type LayerParameter, type ParameterSpec } from "../contracts/layer.ts";
import { Misfit } from "../contracts/part.ts";
import { embedding, embeddingGradient } from "../kernels/families/embedding.ts";
import { normal } from "../random/rng.ts";
import { contradiction } from "./families/inferred.ts";
import { idleInit, initialiser, initOption } from "./families/init.ts";

/** weight[x], a learned vector for each index: [time] → [time, embedding_dim]. torch.nn.Embedding. */
export const Embedding = defineLayer({
  description: "Replaces each index by a learned vector. It has to be the first layer, on data of indices.",
  source: "torch.nn.Embedding",
  params: Type.Object({
    num_embeddings: Type.Optional(
      Type.Integer({ minimum: 1, description: "Number of indices. Inferred from the data, checked if given." }),
    ),
    embedding_dim: Type.Integer({ minimum: 1, description: "Size of the vectors." }),
    padding_idx: Type.Union([Type.Integer(), Type.Null()], {
      default: null,
      description: "Index whose vector stays at zero. -1 is the last index.",
    }),
    ...initOption,
  }),
  idle: idleInit,
  torch: ({ num_embeddings, embedding_dim, init, ...keywords }, _, { indices = 1 }) => ({
    positional: [num_embeddings ?? indices, embedding_dim as number],
    keywords,
  }),
  plan({ num_embeddings, embedding_dim, padding_idx, init }, shape, { indices }) {
    const all = countOf(num_embeddings, indices);
    const padding = paddingOf(padding_idx, all);
    return {
      output: [...shape, embedding_dim],
      parameters: [weightOf(all, embedding_dim, padding, init)],
      forward(tape, input, parameters) {
        const [weight] = parameters as readonly [LayerParameter];
        const output = tape.tensor([...shape, embedding_dim]);
        const scratch = tape.allocate(2 * tape.rows * input.stride);
        const { width, lines } = input;
        const shared = { indices: input.offset, width, lines, dim: embedding_dim, count: all, scratch };
        tape.record(embedding({ ...shared, weight: weight.offset, output: output.offset }));
        return {
          output,
          backward({ offset }) {
            const places = { gradient: offset, ofWeight: weight.gradient };
            tape.record(embeddingGradient({ ...shared, ...places, without: padding ?? -1 }));
            return undefined;
          },
        };
      },
    };
  },
});

function countOf(given: number | undefined, indices: number | undefined): number {
  if (indices === undefined) {
    throw new Misfit(undefined, "it needs indices, but its input is numbers", "let it be the first layer, on text");
  }
  if (given !== undefined && given < indices)
    throw contradiction("num_embeddings", given, `the data have ${indices} different indices`, indices);
  return given ?? indices;
}

function paddingOf(given: number | null, all: number): number | undefined {
  if (given === null) return undefined;
  if (given < -all || given >= all) {
    throw new Misfit("padding_idx", `padding_idx is ${given}, but there are ${all} indices, from 0`);
  }
  return given < 0 ? given + all : given;
}

function weightOf(
  all: number,
  dim: number,
  padding: number | undefined,
  init: Parameters<typeof initialiser>[0],
): ParameterSpec {
  const shape = [all, dim];
  const draw = initialiser(init, shape, (values, rng) => {
    for (let i = 0; i < values.length; i++) values[i] = normal(rng);
  });
  return {
    name: "weight",
    shape,
    transposed: false,
    fill(values, rng) {
      draw(values, rng);
      if (padding !== undefined) values.fill(0, padding * dim, (padding + 1) * dim);
    },
  };
}
