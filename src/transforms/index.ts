export { clip_grad_norm } from "./clip_grad_norm.ts";
export { clip_grad_value } from "./clip_grad_value.ts";
export { weight_averaging } from "./weight_averaging.ts";
