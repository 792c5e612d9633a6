export { csv } from "./csv.ts";
export { linear } from "./linear.ts";
export { noise } from "./noise.ts";
