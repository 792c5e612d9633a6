export { ConstantLR } from "./ConstantLR.ts";
export { CosineAnnealingLR } from "./CosineAnnealingLR.ts";
export { ExponentialLR } from "./ExponentialLR.ts";
export { LinearLR } from "./LinearLR.ts";
export { ReduceLROnPlateau } from "./ReduceLROnPlateau.ts";
export { StepLR } from "./StepLR.ts";
