export { SGD } from "./SGD.ts";
