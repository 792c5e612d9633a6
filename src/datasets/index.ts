export { blobs } from "./blobs.ts";
export { csv } from "./csv.ts";
export { friedman } from "./friedman.ts";
export { linear } from "./linear.ts";
export { noise } from "./noise.ts";
export { sines } from "./sines.ts";
export { spirals } from "./spirals.ts";
export { two_moons } from "./two_moons.ts";
