import { defineBatchNorm } from "./families/batch-norm.ts";

/** (x − mean) / √(variance + eps)·weight + bias, for each channel, with statistics over the batch. torch.nn.BatchNorm1d. */
export const BatchNorm1d = defineBatchNorm({
  description: "Normalizes each feature, or each channel of a sequence, to mean 0 and variance 1 over the batch.",
  source: "torch.nn.BatchNorm1d",
  use: {
    when: "Dense networks with batches of about 16 rows or more.",
    not: "Small batches, or experiments on batch size: the rows of a batch influence each other. LayerNorm treats each row on its own.",
  },
  dimensions: [1, 2],
  takes: "[features] or [channels, length]",
});
