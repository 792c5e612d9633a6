export { default as Type } from "typebox";
export {
  defineClosedForm,
  defineCycle,
  defineScheduler,
  defineStatefulScheduler,
} from "./contracts/define-scheduler.ts";
export { perGroup } from "./contracts/per-group.ts";
export { total } from "./contracts/scheduler.ts";
export { check } from "./library/check.ts";
export type {
  Checked,
  CheckOptions,
  Diagnostic,
  EpochRow,
  Experiment,
  Results,
  RunRow,
  RunStatus,
  Suggestion,
  SummaryRow,
  Sweep,
  SweepEvent,
  SweepOptions,
  TextEdit,
  Value,
} from "./library/experiment-types.ts";
export { ExperimentError, SweepStopped } from "./library/experiment-types.ts";
export { readResults } from "./library/read-results.ts";
export * from "./library/schedulers.ts";
export { sweep } from "./library/sweep.ts";
export { checkScheduler } from "./plugins/check-scheduler.ts";
export { defineComposition } from "./schedule/define-composition.ts";
