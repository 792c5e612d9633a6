export { hyperband } from "./hyperband.ts";
export { median } from "./median.ts";
export { successive_halving } from "./successive_halving.ts";
