export { random } from "./random.ts";
export { sobol } from "./sobol.ts";
export { tpe } from "./tpe.ts";
