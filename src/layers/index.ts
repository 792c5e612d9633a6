export { Linear } from "./Linear.ts";
export { ReLU } from "./ReLU.ts";
export { Sigmoid } from "./Sigmoid.ts";
export { Tanh } from "./Tanh.ts";
