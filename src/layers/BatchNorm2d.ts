import { defineBatchNorm } from "./families/batch-norm.ts";

/** (x − mean) / √(variance + eps)·weight + bias, for each channel, with statistics over the batch and all pixels. torch.nn.BatchNorm2d. */
export const BatchNorm2d = defineBatchNorm({
  description: "Normalizes each channel of images to mean 0 and variance 1 over the batch.",
  source: "torch.nn.BatchNorm2d",
  use: {
    when: "Convolutional networks with batches of about 16 images or more.",
    not: "Small batches: GroupNorm does not depend on the batch.",
  },
  dimensions: [3],
  takes: "[channels, height, width]",
});
