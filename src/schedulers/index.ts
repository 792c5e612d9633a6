export { StepLR } from "./StepLR.ts";
