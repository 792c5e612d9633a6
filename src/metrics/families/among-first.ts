import type { MetricPlan } from "../../contracts/metric.ts";
import { laneAmongFirst } from "../../kernels/families/lane-classes.ts";
import { classAccuracy } from "../../kernels/families/metrics.ts";
import type { Floats } from "../../kernels/language/values.ts";

/** A function of Python that returns terms of rows, without rows whose target is a class that does not count. */
export const unlessIgnored = (terms: string, ignored: number): readonly string[] =>
  // No class has a negative number.
  ignored < 0 ? [`return ${terms}`] : [`terms = ${terms}`, `return terms[target != ${ignored}]`];

/** The share of targets whose class has one of the k largest scores. @param ignored a class that does not count */
export const amongFirst = (ignored: number, k: number): Pick<MetricPlan, "sums" | "emit" | "lane" | "reduce"> => ({
  sums: 2,
  emit(tape, { offset, width, lines }, targets, sums) {
    const places = { output: offset, targets: targets.offset, sums, scratch: tape.allocate(16) };
    tape.record(classAccuracy({ ...places, classes: width, positions: lines, ignored, k }));
  },
  lane: (kernel, outputs, [target]) =>
    laneAmongFirst(kernel, { outputs, target: target as Floats, ignored }, k).map((one) => [one]),
  reduce: ([right, counted]) => (right as number) / (counted as number),
});
