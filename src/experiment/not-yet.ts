import type { Slot } from "../definition/part.ts";

/** Known to be wanted, not built yet. Take a name out when its part arrives (a registered part wins anyway). */
const PARTS: Readonly<Record<Slot, readonly string[]>> = {
  data: ["moons", "circles", "spirals", "idx"],
  layer: [
    "Dropout",
    "Flatten",
    "Conv2d",
    "MaxPool2d",
    "AvgPool2d",
    "BatchNorm1d",
    "BatchNorm2d",
    "LayerNorm",
    "LeakyReLU",
    "ELU",
    "GELU",
    "SiLU",
    "Softplus",
    "Softmax",
    "LogSoftmax",
    "Identity",
    "Embedding",
    "Sequential",
  ],
  loss: ["CrossEntropyLoss", "BCEWithLogitsLoss", "BCELoss", "NLLLoss", "HuberLoss", "SmoothL1Loss", "KLDivLoss"],
  optimizer: ["LBFGS", "clip_grad_norm", "clip_grad_value", "weight_averaging"],
  scheduler: [
    "SequentialLR",
    "ChainedScheduler",
    "LambdaLR",
    "MultiplicativeLR",
    "MultiStepLR",
    "PolynomialLR",
    "CyclicLR",
    "OneCycleLR",
    "CosineAnnealingWarmRestarts",
    "SWALR",
    "StepLR",
    "ExponentialLR",
    "CosineAnnealingLR",
    "ReduceLROnPlateau",
    "LinearLR",
    "ConstantLR",
  ],
};

/** Keys beside a part's own parameters. */
const KEYS: Readonly<Partial<Record<Slot, readonly string[]>>> = {
  optimizer: ["groups"],
  scheduler: ["steps", "interval", "frequency"],
};

const TOP_LEVEL: readonly string[] = ["search", "order", "results", "labels", "concurrency", "timeout", "retry"];

export function isPartNotYet(slot: Slot, name: string): boolean {
  return PARTS[slot].includes(name);
}

export function isKeyNotYet(slot: Slot, key: string): boolean {
  return KEYS[slot]?.includes(key) ?? false;
}

export function isTopLevelNotYet(key: string): boolean {
  return TOP_LEVEL.includes(key);
}
