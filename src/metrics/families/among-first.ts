import type { MetricPlan } from "../../contracts/metric.ts";
import { classAccuracy } from "../../kernels/families/metrics.ts";

/** The share of targets whose class has one of the k largest scores. @param ignored a class that does not count */
export const amongFirst = (ignored: number, k: number): Pick<MetricPlan, "sums" | "emit" | "reduce"> => ({
  sums: 2,
  emit(tape, { offset, width, lines }, targets, sums) {
    const places = { output: offset, targets: targets.offset, sums, scratch: tape.allocate(16) };
    tape.record(classAccuracy({ ...places, classes: width, positions: lines, ignored, k }));
  },
  reduce: ([right, counted]) => (right as number) / (counted as number),
});
