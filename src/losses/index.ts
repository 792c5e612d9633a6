export { L1Loss } from "./L1Loss.ts";
export { MSELoss } from "./MSELoss.ts";
