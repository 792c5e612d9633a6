export { accuracy } from "./accuracy.ts";
export { mae } from "./mae.ts";
export { perplexity } from "./perplexity.ts";
export { r2 } from "./r2.ts";
export { top_k_accuracy } from "./top_k_accuracy.ts";
