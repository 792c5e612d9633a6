import type { Registry } from "../contracts/registry.ts";
import { FoldedSchedule } from "./schedule.ts";
import type { CurvePoint, ScheduleMetrics, ScheduleRun, ScheduleSpec } from "./schedule-types.ts";

/** Follows a schedule through its run without training; see `curve` of the library's face. */
export function follow(
  spec: ScheduleSpec,
  run: ScheduleRun,
  metricsAt: (epoch: number) => ScheduleMetrics,
  registry: Registry,
): CurvePoint[] {
  const going = new FoldedSchedule(spec, run, registry);
  const points: CurvePoint[] = [];
  const note = () => points.push({ epoch: going.epoch + 1, step: going.steps, ...going.rates });
  const { stepsPerEpoch = 1 } = run;
  while (!going.isDone) {
    if (going.isPerStep) {
      for (let step = 0; step < stepsPerEpoch; step++) {
        note();
        going.step();
      }
    } else note();
    going.nextEpoch(metricsAt(going.epoch + 1));
  }
  return points;
}
