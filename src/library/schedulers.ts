import type { Registry } from "../contracts/registry.ts";
import * as scheduler from "../schedulers/index.ts";
import { follow } from "./curve.ts";
import { FoldedSchedule } from "./schedule.ts";
import type { CurvePoint, RunningSchedule, ScheduleMetrics, ScheduleRun, ScheduleSpec } from "./schedule-types.ts";
import type { SchedulerName } from "./scheduler-name.ts";

export type {
  AnySchedulerName,
  CurvePoint,
  OwnScheduler,
  RunningSchedule,
  ScheduleIssue,
  ScheduleMetrics,
  ScheduleRates,
  ScheduleRun,
  SchedulerSpec,
  ScheduleSpec,
  ScheduleState,
} from "./schedule-types.ts";
export { ScheduleError } from "./schedule-types.ts";
export type { SchedulerName } from "./scheduler-name.ts";

const registry: Registry = {
  data: {},
  layer: {},
  loss: {},
  metric: {},
  optimizer: {},
  scheduler,
  search: {},
  prune: {},
  distribution: {},
};

/** The schedulers there are, by the names that `type` takes: PyTorch's, and a few of our own. */
export const schedulerNames: readonly SchedulerName[] = Object.keys(scheduler) as SchedulerName[];

/**
 * A learning-rate schedule for a training loop of your own, with the rates that PyTorch gives (to 1e-12).
 *
 * Totals that PyTorch makes you count, such as `T_max`, default to the length of the run or of the phase.
 * @param spec a scheduler such as `{type: "CosineAnnealingLR"}`, its name alone, a list of phases such as
 *   `[{type: "LinearLR", start_factor: 0.1, epochs: 5}, "CosineAnnealingLR"]`, or null for a constant rate
 * @param run the optimizer's rates and the run's length in epochs and steps
 * @returns the schedule at its start: read `lr`, call `step()` after each optimizer step and `nextEpoch()` after each epoch
 * @throws {@link ScheduleError} with everything that is wrong with it
 * @see torch.optim.lr_scheduler
 */
export function schedule(spec: ScheduleSpec, run: ScheduleRun): RunningSchedule {
  return new FoldedSchedule(spec, run, registry);
}

/**
 * The rates of a whole run, without training.
 * @param metricsAt what an epoch, counted from 1, gives a schedule that follows a metric. Default: 1 at every epoch
 * @returns a point for each epoch, or for each optimizer step where rates change within an epoch
 * @throws {@link ScheduleError} with everything that is wrong with it
 */
export function curve(
  spec: ScheduleSpec,
  run: ScheduleRun,
  metricsAt: (epoch: number) => ScheduleMetrics = () => 1,
): CurvePoint[] {
  return follow(spec, run, metricsAt, registry);
}
