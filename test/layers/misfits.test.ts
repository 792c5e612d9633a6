import { assert } from "chai";
import type { Json } from "../../src/contracts/config.ts";
import { layerBuilder } from "../../src/contracts/layer.ts";
import { Misfit } from "../../src/contracts/part.ts";
import * as layers from "../../src/layers/index.ts";
import { complete } from "../configuration.ts";

type Options = Record<string, Json>;

/** Layer, options, shape of the input, how many indices it has; the parameter at fault, and what is said. */
const CASES: readonly [string, Options, number[], number | undefined, string | undefined, RegExp][] = [
  ["Linear", { out_features: 2, in_features: 3 }, [4], undefined, "in_features", /is 3, .* has 4 features/],
  ["Conv2d", { out_channels: 2, kernel_size: 3 }, [9], undefined, undefined, /\[channels, height, width\].*\[9\]/],
  ["Conv2d", { out_channels: 2, kernel_size: 5 }, [1, 4, 9], undefined, "kernel_size", /reaches over 5.*has 4/],
  ["Conv2d", { out_channels: 2, kernel_size: 3, dilation: 3 }, [1, 6, 9], undefined, "kernel_size", /over 7.*has 6/],
  [
    "Conv2d",
    { out_channels: 2, kernel_size: 3, in_channels: 3 },
    [1, 6, 6],
    undefined,
    "in_channels",
    /is 3.*1 channel$/,
  ],
  ["Conv2d", { out_channels: 3, kernel_size: 1, groups: 2 }, [4, 2, 2], undefined, "groups", /2 groups.*4 input and 3/],
  [
    "Conv2d",
    { out_channels: 3, kernel_size: 3, stride: 2, padding: "same" },
    [1, 9, 9],
    undefined,
    "padding",
    /stride/,
  ],
  ["Conv1d", { out_channels: 3, kernel_size: 3 }, [7], undefined, undefined, /\[channels, length\].*\[7\]/],
  ["MaxPool2d", { kernel_size: 3 }, [1, 2, 9], undefined, "kernel_size", /over 3.*has 2/],
  ["MaxPool2d", { kernel_size: 2, padding: 2 }, [1, 9, 9], undefined, "padding", /at most half/],
  ["AvgPool2d", { kernel_size: 3 }, [4], undefined, undefined, /\[channels, height, width\]/],
  ["AvgPool2d", { kernel_size: 3, padding: 2 }, [1, 9, 9], undefined, "padding", /at most half/],
  ["AdaptiveAvgPool2d", { output_size: 1 }, [4], undefined, undefined, /\[channels, height, width\]/],
  ["BatchNorm1d", {}, [1, 2, 3], undefined, undefined, /\[features\] or \[channels, length\].*\[1, 2, 3\]/],
  ["BatchNorm2d", {}, [7], undefined, undefined, /\[channels, height, width\].*\[7\]/],
  ["BatchNorm2d", { num_features: 2 }, [3, 4, 4], undefined, "num_features", /is 2.*3 channels/],
  ["LayerNorm", { normalized_shape: [4] }, [3, 5], undefined, "normalized_shape", /\[4\].*\[3, 5\]/],
  ["RMSNorm", { normalized_shape: 4 }, [5], undefined, "normalized_shape", /\[4\].*\[5\]/],
  ["GroupNorm", { num_groups: 2 }, [3], undefined, "num_groups", /2 groups.*3 channels/],
  ["GroupNorm", { num_groups: 2, num_channels: 4 }, [6], undefined, "num_channels", /is 4.*has 6/],
  ["PReLU", { num_parameters: 3 }, [4], undefined, "num_parameters", /is 3.*4 channels/],
  ["Softmax", { dim: 1 }, [3, 4], undefined, "dim", /last dimension.*\[3, 4\]/],
  ["Flatten", { start_dim: 3 }, [3, 4], undefined, "start_dim", /1 to 2/],
  ["Flatten", { end_dim: 3 }, [3, 4], undefined, "end_dim", /1 to 2/],
  ["Embedding", { embedding_dim: 3 }, [4], undefined, undefined, /needs indices.*numbers/],
  ["Embedding", { embedding_dim: 3, num_embeddings: 5 }, [4], 9, "num_embeddings", /is 5.*have 9/],
  ["Embedding", { embedding_dim: 3, padding_idx: 9 }, [4], 9, "padding_idx", /is 9.*9 indices/],
  ["MultiheadAttention", { num_heads: 3 }, [5, 8], undefined, "num_heads", /3 heads.*8 features/],
  ["MultiheadAttention", { num_heads: 2 }, [8], undefined, undefined, /\[time, features\].*\[8\]/],
  ["MultiheadAttention", { num_heads: 2, embed_dim: 6 }, [5, 8], undefined, "embed_dim", /is 6.*8 features/],
  ["Residual", { layers: [{ type: "Linear", out_features: 3 }] }, [4], undefined, "layers", /make \[3\] of \[4\]/],
  [
    "Residual",
    { layers: [{ type: "ReLU" }, { type: "Linear", out_features: 4, in_features: 5 }] },
    [4],
    undefined,
    "layers.1.in_features",
    /is 5.*4 features/,
  ],
];

const build = layerBuilder(layers);

describe("layers say what does not fit", () => {
  for (const [type, options, input, indices, parameter, says] of CASES) {
    it(`${type} ${JSON.stringify(options)} on [${input}]`, () => {
      try {
        build(complete("layers", { type, ...options }), input, indices);
        assert.fail("no Misfit");
      } catch (error) {
        assert.instanceOf(error, Misfit);
        assert.match((error as Misfit).message, says);
        assert.strictEqual((error as Misfit).parameter, parameter);
      }
    });
  }
});
