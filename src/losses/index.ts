export { BCEWithLogitsLoss } from "./BCEWithLogitsLoss.ts";
export { CrossEntropyLoss } from "./CrossEntropyLoss.ts";
export { HuberLoss } from "./HuberLoss.ts";
export { L1Loss } from "./L1Loss.ts";
export { MSELoss } from "./MSELoss.ts";
export { MultiMarginLoss } from "./MultiMarginLoss.ts";
export { NLLLoss } from "./NLLLoss.ts";
export { SmoothL1Loss } from "./SmoothL1Loss.ts";
