export { choice } from "./choice.ts";
export { int_uniform } from "./int_uniform.ts";
export { log_int_uniform } from "./log_int_uniform.ts";
export { log_uniform } from "./log_uniform.ts";
export { uniform } from "./uniform.ts";
