import { defineBatchNorm } from "./families/batch-norm.ts";

/** (x − mean) / √(variance + eps)·weight + bias, each channel over the batch. torch.nn.BatchNorm1d. */
export const BatchNorm1d = defineBatchNorm({
  description: "Brings each feature, or each channel of a sequence, to mean 0 and variance 1 over the batch.",
  source: "torch.nn.BatchNorm1d",
  use: {
    when: "Dense networks with batches of about 16 rows or more.",
    not: "Small batches, or the effect of batch size is what you study: rows of a batch depend on each other. LayerNorm keeps them apart.",
  },
  dimensions: [1, 2],
  takes: "[features] or [channels, length]",
});
